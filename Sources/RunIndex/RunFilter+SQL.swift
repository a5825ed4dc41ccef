import RunStore
import GRDB

extension RunFilter {
    /// The filter as a condition on a row of `runs`. Values are bound, never part of the text.
    ///
    /// - Throws: `RunQueryError` for a name that no run has and for a value that its comparison cannot use.
    func condition(_ names: IndexNames) throws -> SQL {
        switch self {
        case .and(let left, let right): "(\(try left.condition(names)) AND \(try right.condition(names)))"
        case .or(let left, let right): "(\(try left.condition(names)) OR \(try right.condition(names)))"
        case .not(let filter): "(NOT \(try filter.condition(names)))"
        case .comparison(let comparison): try comparison.condition(try names.field(comparison.name))
        }
    }
}

extension RunFilter.Comparison {
    fileprivate func condition(_ field: IndexField) throws -> SQL {
        switch field {
        case .text(let column): return "COALESCE(\(try test(SQL(sql: column))), 0)"
        case .number(let column): return "COALESCE(\(try test(SQL(sql: column))), 0)"
        case .moment(let column): return "COALESCE(\(try momentTest(SQL(sql: column))), 0)"
        case .status:
            let known = RunStatus.allCases.map(\.rawValue)
            guard operation == .contains || known.contains(value.text) else {
                throw refused("is no status", "one of \(known.joined(separator: ", "))")
            }
            return try test(SQL(sql: "runs.status"))
        case .tag:
            guard [.equal, .unequal, .contains].contains(operation) else {
                throw refused("cannot be compared with a tag by \(operation.rawValue)", "use = != or ~")
            }
            let positive = RunFilter.Comparison(
                name: name, operation: operation == .unequal ? .equal : operation, value: value)
            let found: SQL = "EXISTS (SELECT 1 FROM tags WHERE run = runs.id AND \(try positive.test(SQL(sql: "tag"))))"
            return operation == .unequal ? "(NOT \(found))" : found
        case .entry(let id, let column):
            return """
                EXISTS (SELECT 1 FROM entries WHERE run = runs.id AND name = \(id) AND \(try test(SQL(sql: column))))
                """
        }
    }

    /// The comparison of the value at `place`, which is NULL where there is none.
    private func test(_ place: SQL) throws -> SQL {
        let text = value.text
        switch operation {
        // `turns=3` and `turns="3"` mean the same.
        case .equal:
            if let number = value.number { return "\(place) IN (\(number.stored), \(text))" }
            return "\(place) = \(text)"
        case .unequal:
            if let number = value.number { return "\(place) NOT IN (\(number.stored), \(text))" }
            return "\(place) <> \(text)"
        case .contains: return "INSTR(LOWER(\(place)), LOWER(\(text))) > 0"
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard let number = value.number else {
                throw refused(
                    "is no number", "\(operation.rawValue) compares numbers, and started and ended with dates")
            }
            // To SQLite every text is greater than every number.
            return "(TYPEOF(\(place)) <> 'text' AND \(place) \(sql: operation.rawValue) \(number.stored))"
        }
    }

    /// A day or a minute counts as a whole: `started = 2026-01-31` is any time of that day.
    private func momentTest(_ place: SQL) throws -> SQL {
        guard let span = Timestamp.span(local: value.text) else {
            throw refused("is no date", "write 2026-01-31 or \"2026-01-31 09:30\"")
        }
        let (start, end) = (span.lowerBound.milliseconds, span.upperBound.milliseconds)
        switch operation {
        case .equal: return "(\(place) >= \(start) AND \(place) < \(end))"
        case .unequal: return "NOT (\(place) >= \(start) AND \(place) < \(end))"
        case .less: return "\(place) < \(start)"
        case .lessOrEqual: return "\(place) < \(end)"
        case .greater: return "\(place) >= \(end)"
        case .greaterOrEqual: return "\(place) >= \(start)"
        case .contains: throw refused("cannot be sought within a date", "use = < or >")
        }
    }

    private func refused(_ what: String, _ remedy: String) -> RunQueryError {
        RunQueryError("in the filter, \"\(value.text)\" at character \(value.place) \(what); \(remedy)")
    }
}
