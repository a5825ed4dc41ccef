import JSON

extension ExportTable {
    /// The table as RFC 4180 has it, with a header; a missing cell is empty.
    package func csv() -> [UInt8] {
        var bytes = Array(columns.map { Self.quoted($0.name) }.joined(separator: ",").utf8) + [UInt8(ascii: "\n")]
        for row in 0..<count {
            for (index, column) in columns.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += Self.text(column.cells, row).utf8
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// The table as a list of objects, one a line. JSON has no NaN: it is null, as data frames read it.
    package func json() -> [UInt8] {
        var bytes = Array("[".utf8)
        for row in 0..<count {
            bytes += (row == 0 ? "\n" : ",\n").utf8
            let members = columns.map { ($0.name, Self.value($0.cells, row)) }
            JSONValue.object(JSONObject(members)).append(to: &bytes)
        }
        return bytes + "\n]\n".utf8
    }

    private static func text(_ cells: Cells, _ row: Int) -> String {
        switch cells {
        case .integers(let values): values[row].map(String.init) ?? ""
        case .numbers(let values): values[row].map { $0.isNaN ? "NaN" : "\($0)" } ?? ""
        case .booleans(let values): values[row].map { $0 ? "true" : "false" } ?? ""
        case .texts(let values): values[row].map(quoted) ?? ""
        }
    }

    private static func value(_ cells: Cells, _ row: Int) -> JSONValue {
        switch cells {
        case .integers(let values): values[row].map { .int($0) } ?? .null
        case .numbers(let values): values[row].map { $0.isNaN ? .null : .number($0) } ?? .null
        case .booleans(let values): values[row].map { .bool($0) } ?? .null
        case .texts(let values): values[row].map { .string($0) } ?? .null
        }
    }

    /// An empty text in quotes, so that it is told from a missing one.
    private static func quoted(_ text: String) -> String {
        guard text.isEmpty || text.contains(where: { "\",\n\r\r\n".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
