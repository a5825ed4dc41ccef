import Disk
import JSON

/// A growing file whose beginning a resumed script writes once more: what it writes must be there already. It is read as it is written, a piece
/// at a time.
struct FollowedFile: Sendable {
    private let path: String
    /// How many bytes of the file count.
    private let size: Int
    private var position = 0

    /// - Parameter size: how many bytes of the file count; what was written after them does not.
    init(_ path: String, size: Int) throws {
        (self.path, self.size) = (path, size)
        guard size > 0 else { return }
        let whole = try Files.size(path)
        guard whole >= size else {
            throw RunStoreError(
                .malformed, "cannot resume: \(path) has \(whole) bytes, fewer than the \(size) that were recorded")
        }
    }

    /// Whether all of it was written again.
    var isAtEnd: Bool { position == size }

    /// Goes over a piece that was just written again. Lines of JSON may differ in their `time`, and nowhere else.
    mutating func expect(_ piece: [UInt8]) throws {
        if try bytes(piece.count) == piece {
            position += piece.count
            return
        }
        let line = try line(about: piece.count)
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

    /// The next line without its end, which has about as many bytes as `length`.
    private func line(about length: Int) throws -> ArraySlice<UInt8> {
        var count = length + 1024
        while true {
            let bytes = try bytes(count)
            let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
            if line.count < bytes.count || bytes.count < count || count > RecordLimits.line { return line }
            count *= 4
        }
    }

    /// The next `count` bytes, or fewer where they end before.
    private func bytes(_ count: Int) throws -> [UInt8] {
        let count = min(count, size - position)
        if count == 0 { return [] }
        return try Files.reading(path) { try $0.read(from: position, count: count) }
    }

    /// A line without what clocks measured.
    private static func untimed(_ line: ArraySlice<UInt8>) -> JSONObject? {
        guard var object = (try? JSONParser.parse(line))?.object else { return nil }
        object["time"] = nil
        return object
    }
}
