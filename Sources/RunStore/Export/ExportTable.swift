import JSON

/// Rows of records as columns of one kind each, for data frames.
package struct ExportTable: Sendable {
    /// The cells of a column, all of one kind; nil where a row has none.
    enum Cells: Sendable {
        case integers([Int?])
        case numbers([Double?])
        case booleans([Bool?])
        case texts([String?])
    }

    struct Column: Sendable {
        let name: String
        let cells: Cells
    }

    let columns: [Column]
    /// How many rows there are.
    package let count: Int

    /// A table of `rows`, with a column for each key in the order of first appearance.
    ///
    /// - Parameter heads: what rows begin with; a run without rows still has these columns, of their kinds.
    init(rows: [JSONObject], heads: [JSONObject]) {
        let all = heads + rows
        var (names, places): ([String], [ByteString: Int]) = ([], [:])
        var values: [[JSONValue?]] = []
        for (number, row) in all.enumerated() {
            for member in row.members {
                let place = places[ByteString(member.key)] ?? names.count
                if place == names.count {
                    places[ByteString(member.key)] = place
                    names.append(member.key)
                    values.append(Array(repeating: nil, count: all.count))
                }
                values[place][number] = member.value.isNull ? nil : member.value
            }
        }
        columns = zip(names, values).map { Column(name: $0, cells: Self.cells($1, from: heads.count)) }
        count = rows.count
    }

    /// Whole numbers, else numbers, else truth values, else texts; lists and objects are texts in JSON.
    private static func cells(_ values: [JSONValue?], from first: Int) -> Cells {
        let rows = values.dropFirst(first)
        if values.allSatisfy({ $0 == nil || $0?.int != nil }) { return .integers(rows.map { $0?.int }) }
        if values.allSatisfy({ $0 == nil || $0?.double != nil }) { return .numbers(rows.map { $0?.double }) }
        if values.allSatisfy({ $0 == nil || $0?.bool != nil }) { return .booleans(rows.map { $0?.bool }) }
        return .texts(rows.map { $0.map { $0.string ?? $0.text } })
    }
}
