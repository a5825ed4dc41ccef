package import Rendering

extension TextTable {
    /// A table of recorded rows: a column for each key in the order of first appearance, numbers alike within a column.
    package init(rows: [JSONObject]) {
        var keys: [String] = []
        var seen: Set<String> = []
        for member in rows.flatMap(\.members) where seen.insert(member.key).inserted { keys.append(member.key) }
        let columns = keys.map { key in Self.texts(rows.map { $0[key] ?? .null }) }
        self.init(zip(keys, columns).map { Column(TextWidth.printable($0), $1.isNumeric ? .right : .left) })
        for index in rows.indices { add(columns.map { $0.texts[index] }) }
    }

    private static func texts(_ values: [JSONValue]) -> (texts: [String], isNumeric: Bool) {
        let numbers = values.map(\.double)
        guard zip(values, numbers).allSatisfy({ $0 == .null || $1 != nil }), numbers.contains(where: { $0 != nil }) else {
            return (values.map(\.cellText), false)
        }
        var formatted = NumberFormat.column(numbers.compactMap { $0 })[...]
        return (numbers.map { $0 == nil ? "" : formatted.removeFirst() }, true)
    }
}

extension JSONValue {
    /// The value as it stands in a table or a list of parameters.
    package var cellText: String {
        switch self {
        case .null: ""
        case .string(let text): text
        case .bool(let value): value ? "yes" : "no"
        case .int, .number: double.map { NumberFormat.short($0) } ?? ""
        case .array(let elements): elements.map(\.cellText).joined(separator: ", ")
        case .object(let object): object.members.map { "\($0.key)=\($0.value.cellText)" }.joined(separator: " ")
        }
    }
}
