package import JSON
package import Rendering

extension TextTable {
    /// What the name of an interval's column ends with, behind its value's.
    private static let interval = " 95%"
    /// More columns than this are left out: nobody reads them side by side.
    package static let mostColumns = 256

    /// A table of recorded rows: a column for each key in the order of first appearance, numbers alike within a column.
    package init(rows: [JSONObject]) {
        var keys: [String] = []
        var seen: Set<String> = []
        for row in rows {
            for member in row.members where keys.count < Self.mostColumns && seen.insert(member.key).inserted {
                keys.append(member.key)
            }
        }
        // An interval follows its value.
        for key in keys where key.hasSuffix(Self.interval) {
            guard let value = keys.firstIndex(of: String(key.dropLast(Self.interval.count))),
                let place = keys.firstIndex(of: key)
            else { continue }
            keys.remove(at: place)
            keys.insert(key, at: place < value ? value : value + 1)
        }
        let columns = keys.map { key in Self.texts(rows.map { $0[key] ?? .null }) }
        self.init(zip(keys, columns).map { Column(TextWidth.printable($0), $1.isNumeric ? .right : .left) })
        for index in rows.indices { add(columns.map { $0.texts[index] }) }
    }

    private static func texts(_ values: [JSONValue]) -> (texts: [String], isNumeric: Bool) {
        let numbers = values.map(\.double)
        guard zip(values, numbers).allSatisfy({ $0 == .null || $1 != nil }), numbers.contains(where: { $0 != nil })
        else {
            return (values.map(\.cellText), false)
        }
        var formatted = NumberFormat.column(numbers.compactMap { $0 })[...]
        return (numbers.map { $0 == nil ? "" : formatted.removeFirst() }, true)
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
