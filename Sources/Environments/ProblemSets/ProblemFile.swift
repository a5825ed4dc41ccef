internal import Disk
internal import Glibc
package import JSON

/// A file of problems made by others: JSON lines, maybe compressed with gzip.
package struct ProblemFile {
    /// What a file may hold, in bytes.
    private static let limit = 1 << 30

    /// One line.
    package struct Row {
        /// Where it is, for messages: `HumanEval.jsonl.gz, line 3`.
        package let place: String
        private let texts: [String: String]

        init(_ line: ArraySlice<UInt8>, place: String) throws {
            self.place = place
            do {
                texts = Dictionary(
                    try JSONParser.memberTexts(Array(line)).map { ($0.key, $0.text) }, uniquingKeysWith: { $1 })
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

        /// The error for a field of the wrong type.
        package func mismatch(_ field: String, _ expected: String, _ found: JSONValue) -> ProblemFileError {
            ProblemFileError("\(place): the field \"\(field)\" must be \(expected), not \(found.kind)")
        }
    }

    /// The lines that are not empty.
    package static func rows(_ path: String) throws -> [Row] {
        var bytes = try read(path)
        if Gzip.isGzip(bytes) {
            do { bytes = try Gzip.decompress(bytes, limit: limit) } catch {
                throw ProblemFileError("\(path) is no whole gzip file: \(error)")
            }
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return try bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap {
            index, line in
            line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }
                ? nil : try Row(line, place: "\(name), line \(index + 1)")
        }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ProblemFileError("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ProblemFileError("cannot read \(path): it is no plain file")
        }
        guard status.st_size <= limit else {
            throw ProblemFileError(
                "cannot read \(path): it has \(status.st_size) bytes, more than the \(limit) allowed")
        }
        do { return try Disk.read(descriptor, from: 0, count: Int(status.st_size)) } catch {
            throw ProblemFileError("cannot read \(path): \(error)")
        }
    }
}

/// A file of problems that cannot be read.
package struct ProblemFileError: Error, CustomStringConvertible {
    /// One sentence: the file and line, what is wrong.
    package let description: String
    init(_ description: String) { self.description = description }
}
