import JSON

/// A growing file whose beginning a resumed script writes once more: what it writes must be there already.
struct FollowedFile: Sendable {
    private let path: String
    /// A larger file is refused, as readers of records do.
    private static let limit = 1 << 30
    private var bytes: [UInt8]
    private var position = 0

    /// - Parameter size: how many bytes of the file count.
    init(_ path: String, size: Int) throws {
        self.path = path
        guard size > 0 else {
            bytes = []
            return
        }
        let whole = try Files.size(path)
        guard whole >= size else {
            throw RunStoreError(
                .malformed, "cannot resume: \(path) has \(whole) bytes, fewer than the \(size) that were recorded")
        }
        bytes = try Files.read(path, limit: Self.limit)
        // What was written after the point does not count.
        bytes.removeLast(bytes.count - size)
    }

    /// Whether all of it was written again.
    var isAtEnd: Bool { position == bytes.count }

    /// Goes over a piece that was just written again. Lines of JSON may differ in their `time`, and nowhere else.
    mutating func expect(_ piece: [UInt8]) throws {
        if bytes[position...].starts(with: piece) {
            position += piece.count
            return
        }
        let line = bytes[position...].prefix { $0 != UInt8(ascii: "\n") }
        guard path.hasSuffix(".jsonl"), !line.isEmpty, let old = Self.untimed(line),
            old == Self.untimed(piece.dropLast())
        else {
            let now = String(decoding: piece.prefix(120), as: UTF8.self),
                was = String(decoding: line.prefix(120), as: UTF8.self)
            throw RunStoreError(
                .diverged,
                "the script diverges from the run that it resumes: \(Files.lastComponent(path)) gets "
                    + "\(now.debugDescription) where it has \(isAtEnd ? "nothing more" : was.debugDescription)")
        }
        position += line.count + 1
    }

    /// A line without what clocks measured.
    private static func untimed(_ line: ArraySlice<UInt8>) -> JSONObject? {
        guard var object = (try? JSONParser.parse(line))?.object else { return nil }
        object["time"] = nil
        return object
    }
}
