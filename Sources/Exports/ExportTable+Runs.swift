package import RunStore
import JSON

extension ExportTable {
    /// The metrics of `runs` for data frames.
    ///
    /// - Parameter isLong: a row for each value, with the columns `metric` and `value`; otherwise a row for each step, with a column for
    ///   each metric.
    package init(metricsOf runs: [RunReader], isLong: Bool) throws {
        var rows = ExportRows(heads: runs.map { Self.head($0.info) })
        for (place, run) in runs.enumerated() {
            try run.forEachMetricLine { line, number in
                let step = line["step"] ?? .int(number)
                var members: [(String, JSONValue)] = []
                Self.flatten(line, prefix: "", into: &members)
                members.removeAll { $0.0 == "step" }
                if isLong {
                    for (name, value) in members where value.double != nil {
                        try rows.add(run: place, ["step": step, "metric": .string(name), "value": value])
                    }
                } else {
                    try rows.add(run: place, JSONObject([("step", step)] + members))
                }
            }
        }
        self.init(rows, notes: Self.notes(runs))
    }

    /// The rows of the table `name` of each of `runs` that has it.
    ///
    /// - Throws: `RunStoreError` with the tables there are when none of them has it.
    package init(table name: String, of runs: [RunReader]) throws {
        var (rows, known): (ExportRows, Set<String>) = (ExportRows(heads: runs.map { Self.head($0.info) }), [])
        for (place, run) in runs.enumerated() {
            let files = try run.tableFiles()
            known.formUnion(files)
            guard files.contains(name) else { continue }
            try run.forEachRow(of: name) { row, number in
                let members = row.members.map { ($0.key == "row" ? "table.row" : $0.key, $0.value) }
                try rows.add(run: place, JSONObject([("row", .int(number))] + members))
            }
        }
        guard known.contains(name) else {
            let there =
                known.isEmpty
                ? "there are none" : "there are " + known.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
            throw RunStoreError(
                .notFound,
                "there is no table \"\(name)\" in \(runs.count == 1 ? runs[0].info.id : "these runs"); \(there)")
        }
        self.init(rows, notes: Self.notes(runs))
    }

    private static func notes(_ runs: [RunReader]) -> [String] {
        runs.flatMap { run in run.info.notes.map { "\(run.info.id): \($0)" } }
    }

    /// What each row of a run begins with.
    private static func head(_ info: RunInfo) -> JSONObject {
        JSONObject(
            [("run", .string(info.id)), ("seed", info.seedJSON)]
                + info.parameters.map { ("param." + $0.name, $0.scalar) })
    }

    private static func flatten(_ object: JSONObject, prefix: String, into members: inout [(String, JSONValue)]) {
        for member in object.members {
            if let nested = member.value.object {
                flatten(nested, prefix: prefix + member.key + ".", into: &members)
            } else {
                // A metric that happens to be whole in one run is no other kind of number there.
                members.append((prefix + member.key, member.value.double.map { .number($0) } ?? member.value))
            }
        }
    }
}
