package import JSON
package import Rendering

/// Recorded rows as columns of text: one for each key in the order of first appearance, an interval beside its value, numbers alike within a
/// column.
package struct RecordedColumns {
    /// A column; a row without the key has an empty text.
    package struct Column {
        package let name: String
        package let texts: [String]
        package let isNumeric: Bool
    }

    /// More columns than this are left out: nobody reads them side by side.
    package static let most = 256
    /// What the name of an interval's column ends with, behind its value's.
    private static let interval = " 95%"

    package let columns: [Column]

    /// The columns of `rows`.
    package init(_ rows: [JSONObject]) {
        columns = Self.names(rows).map { name in Column(name, rows.map { $0[name] ?? .null }) }
    }

    private static func names(_ rows: [JSONObject]) -> [String] {
        var (names, seen): ([String], Set<String>) = ([], [])
        for row in rows {
            for member in row.members where names.count < most && seen.insert(member.key).inserted {
                names.append(member.key)
            }
        }
        for name in names where name.hasSuffix(interval) {
            guard let value = names.firstIndex(of: String(name.dropLast(interval.count))),
                let place = names.firstIndex(of: name)
            else { continue }
            names.remove(at: place)
            names.insert(name, at: place < value ? value : value + 1)
        }
        return names
    }
}

extension RecordedColumns.Column {
    fileprivate init(_ name: String, _ values: [JSONValue]) {
        self.name = name
        let numbers = values.map(\.double)
        isNumeric =
            zip(values, numbers).allSatisfy { $0 == .null || $1 != nil } && numbers.contains { $0 != nil }
        guard isNumeric else {
            texts = values.map(\.cellText)
            return
        }
        var formatted = NumberFormat.column(numbers.compactMap { $0 })[...]
        texts = numbers.map { $0 == nil ? "" : formatted.removeFirst() }
    }
}

extension TextTable {
    /// A table of recorded rows.
    package init(rows: [JSONObject]) {
        let columns = RecordedColumns(rows).columns
        self.init(columns.map { Column(TextWidth.printable($0.name), $0.isNumeric ? .right : .left) })
        for index in rows.indices { add(columns.map { $0.texts[index] }) }
    }
}

extension JSONValue {
    /// The value as it stands in a table, its numbers rounded.
    package var cellText: String {
        // The ends of an interval are written alike.
        if case .array(let elements) = self, elements.allSatisfy({ $0.double != nil }) {
            return NumberFormat.column(elements.compactMap(\.double)).joined(separator: ", ")
        }
        return plainText { NumberFormat.short($0) }
    }

    /// The value as it stands in a list of parameters, its numbers with all their digits.
    package var exactText: String { plainText(NumberFormat.exact) }

    private func plainText(_ number: (Double) -> String) -> String {
        switch self {
        case .null: ""
        case .string(let text): text
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .number(let value): number(value)
        case .array(let elements): elements.map { $0.plainText(number) }.joined(separator: ", ")
        case .object(let object):
            object.members.map { "\($0.key)=\($0.value.plainText(number))" }.joined(separator: " ")
        }
    }
}
