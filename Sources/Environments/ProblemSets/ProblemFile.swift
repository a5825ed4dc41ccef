internal import Disk
package import JSON

/// A file of problems made by others: JSON lines, maybe compressed with gzip or Zstandard, or Parquet.
package struct ProblemFile {
    /// What a row may have, in bytes.
    private static let longestLine = 1 << 28

    /// One line.
    package struct Row {
        /// Where it is, for messages: `HumanEval.jsonl.gz, line 3`.
        package let place: String
        private let texts: [String: String]
        private let names: [String]

        init(_ line: ArraySlice<UInt8>, place: String) throws {
            self.place = place
            do {
                let members = try JSONParser.memberTexts(Array(line))
                texts = Dictionary(members.map { ($0.key, $0.text) }, uniquingKeysWith: { $1 })
                names = members.map(\.key)
                guard texts.count == names.count else {
                    throw ProblemFileError("\(place) has a field twice; it has \(names.joined(separator: ", "))")
                }
            } catch let error as ProblemFileError {
                throw error
            } catch {
                throw ProblemFileError("\(place) is not a JSON object: \(error)")
            }
        }

        /// The JSON text of a field.
        package func text(_ field: String) throws -> String {
            guard let text = texts[field] else {
                throw ProblemFileError(
                    "\(place) has no field \"\(field)\"; it has \(texts.keys.sorted().joined(separator: ", "))")
            }
            return text
        }

        /// Whether there is such a field, and it is not null.
        package func has(_ field: String) -> Bool { texts[field].map { $0 != "null" } ?? false }

        /// The whole row.
        package func object() throws -> JSONObject {
            var object = JSONObject()
            for name in names { object[name] = try value(name) }
            return object
        }

        /// The value of a field.
        package func value(_ field: String) throws -> JSONValue {
            try JSONParser.parse(Array(try text(field).utf8))
        }

        /// A field that must be a string.
        package func string(_ field: String) throws -> String {
            let value = try value(field)
            guard let string = value.string else { throw mismatch(field, "a string", value) }
            return string
        }

        /// A field that must be a list of strings.
        package func strings(_ field: String) throws -> [String] {
            let value = try value(field)
            guard let strings = value.array?.map(\.string), !strings.contains(nil) else {
                throw mismatch(field, "an array of strings", value)
            }
            return strings.map { $0! }
        }

        /// - Throws: `ProblemFileError` for tests whose inputs and outputs are not as many.
        func check(_ field: String, inputs: Int, outputs: Int) throws {
            guard inputs != outputs else { return }
            throw ProblemFileError(
                "\(place): the field \"\(field)\" must have an output for each input; it has \(inputs) and \(outputs)"
            )
        }

        /// The error for a field of the wrong type.
        package func mismatch(_ field: String, _ expected: String, _ found: JSONValue) -> ProblemFileError {
            ProblemFileError("\(place): the field \"\(field)\" must be \(expected), not \(found.kind)")
        }
    }

    /// Reads the lines that are not empty, one after the other: only one is in memory at a time.
    ///
    /// - Returns: the SHA-256 of the file.
    /// - Throws: `ProblemFileError`, and what `body` throws.
    @discardableResult
    package static func forEachRow(_ path: String, _ body: (Row) throws -> Void) throws -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if ParquetRows.isParquet(path) {
            let content: String, rows = try ParquetRows(path, longest: longestLine)
            do { content = try ContentHash.ofFile(path) } catch let error as ContentError {
                throw ProblemFileError(error.description)
            }
            var number = 0
            while let line = try rows.next() {
                number += 1
                try body(Row(line[...], place: "\(name), row \(number)"))
            }
            return content
        }
        do {
            let lines = try TextLines(path, longest: longestLine)
            while let line = try lines.next() {
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
                try body(Row(line, place: "\(name), line \(lines.count)"))
            }
            return lines.contentHash
        } catch let error as FileError {
            throw ProblemFileError(error.description, isMissing: error.isMissing)
        }
    }

    /// All rows at once, for files that are small.
    package static func rows(_ path: String) throws -> [Row] {
        var rows: [Row] = []
        try forEachRow(path) { rows.append($0) }
        return rows
    }
}

/// A file of problems that cannot be read.
package struct ProblemFileError: Error, CustomStringConvertible {
    /// One sentence: the file and line, what is wrong.
    package let description: String
    /// Whether there is no such file.
    package let isMissing: Bool
    init(_ description: String, isMissing: Bool = false) {
        (self.description, self.isMissing) = (description, isMissing)
    }
}
