import JSON

extension ExportTable {
    /// Writes the table as RFC 4180 has it, with a header; a missing cell is empty.
    package func writeCSV(_ write: ([UInt8]) throws -> Void) throws {
        try write(Array(columns.map { Self.quoted($0.name) }.joined(separator: ",").utf8) + [UInt8(ascii: "\n")])
        for part in parts {
            let cells = columns.map { $0.cells(part) }
            var bytes: [UInt8] = []
            for row in 0..<part.count {
                for (index, column) in cells.enumerated() {
                    if index > 0 { bytes.append(UInt8(ascii: ",")) }
                    bytes += Self.text(column, row).utf8
                }
                bytes.append(UInt8(ascii: "\n"))
            }
            try write(bytes)
        }
    }

    /// Writes the table as a list of objects, one a line. JSON has no NaN: it is null, as data frames read it.
    package func writeJSON(_ write: ([UInt8]) throws -> Void) throws {
        try write([UInt8(ascii: "[")])
        for part in parts {
            let cells = columns.map { $0.cells(part) }
            var bytes: [UInt8] = []
            for row in 0..<part.count {
                bytes += (part.lowerBound + row == 0 ? "\n" : ",\n").utf8
                let members = zip(columns, cells).map { ($0.name, Self.value($1, row)) }
                JSONValue.object(JSONObject(members)).append(to: &bytes)
            }
            try write(bytes)
        }
        try write(Array("\n]\n".utf8))
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
