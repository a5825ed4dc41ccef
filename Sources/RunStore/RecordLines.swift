import Disk
package import JSON

/// The objects of a `.jsonl` record.
package struct RecordLines: Sendable {
    package var objects: [JSONObject] = []
    /// Whether the last line is not whole: its writer is at work, or was killed there. It is left out.
    package var isTorn = false

    /// Reads the file at `path`; one that does not exist has no lines.
    ///
    /// - Throws: `RunStoreError` with the number of the first line that is no JSON object, and for more than is read at once.
    package init(_ path: String) throws {
        var values = RecordLimits.fileValues
        isTorn = try Self.forEach(of: path, limit: RecordLimits.fileBytes) { object, number in
            values -= object.valueCount
            guard values >= 0 else {
                throw RunStoreError(
                    .malformed,
                    "\(path), line \(number): the file has more than the \(RecordLimits.fileValues) values that are read at once"
                )
            }
            objects.append(object)
        }
    }

    /// Calls `body` with each line of the file at `path` and its number, from 1; a file that does not exist has none. One line is in memory at
    /// a time.
    ///
    /// - Parameter limit: a file of more bytes is refused.
    /// - Returns: whether the last line is not whole; it is left out.
    /// - Throws: `RunStoreError` with the number of the first line that is no JSON object.
    @discardableResult
    static func forEach(
        of path: String, limit: Int = .max, _ body: (_ line: JSONObject, _ number: Int) throws -> Void
    ) throws -> Bool {
        guard Files.exists(path) else { return false }
        return try Files.explained {
            var lines = try RecordLineReader(path)
            guard lines.size <= limit else {
                throw RunStoreError(
                    .malformed, "cannot read \(path): it has \(lines.size) bytes, more than the \(limit) read at once")
            }
            while let line = try lines.next() { try body(line, lines.count) }
            return lines.isTorn
        }
    }

    /// The last whole line of the file at `path`, without reading the rest; nil where it is no object or longer than 64 KiB.
    package static func last(of path: String) throws -> JSONObject? {
        try Files.reading(path) { file in
            let start = max(0, file.size - 1 << 16)
            let bytes = try file.read(from: start, count: file.size - start)
            guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
            let before = bytes[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? (start == 0 ? 0 : nil)
            return before.flatMap { (try? JSONParser.parse(bytes[$0..<end]))?.object }
        }
    }
}

/// The objects of a `.jsonl` record, one after the other.
package struct RecordLineReader: ~Copyable {
    private let path: String
    private var lines: LineReader

    /// - Throws: `FileError` when the file at `path` cannot be opened.
    init(_ path: String) throws(FileError) {
        self.path = path
        lines = try LineReader(path, longest: RecordLimits.line)
    }

    /// The file's size in bytes.
    var size: Int { lines.size }
    /// How many lines were given.
    var count: Int { lines.count }
    /// Whether bytes follow the last whole line, once `next` has given nil.
    var isTorn: Bool { lines.isTorn }

    /// The next line; nil when there is none.
    ///
    /// - Throws: `RunStoreError` with the number of a line that is no JSON object, `FileError` when the file cannot be read.
    mutating func next() throws -> JSONObject? {
        guard let line = try lines.next() else { return nil }
        return try Self.object(line, path, number: lines.count)
    }

    /// The object that a line holds.
    package static func object(_ line: some Collection<UInt8>, _ path: String, number: Int) throws -> JSONObject {
        do {
            guard let object = try JSONParser.parse(line, values: RecordLimits.lineValues).object else {
                throw RunStoreError(.malformed, "\(path), line \(number): it is no JSON object")
            }
            return object
        } catch let error as JSONError {
            throw RunStoreError(.malformed, "\(path), line \(number): \(error)")
        }
    }
}

extension JSONObject {
    /// How many values it holds, those within others included, and itself.
    fileprivate var valueCount: Int { 1 + members.reduce(0) { $0 + $1.value.valueCount } }
}

extension JSONValue {
    fileprivate var valueCount: Int {
        switch self {
        case .array(let elements): 1 + elements.reduce(0) { $0 + $1.valueCount }
        case .object(let object): object.valueCount
        default: 1
        }
    }
}
