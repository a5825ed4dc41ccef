import Disk
import JSON

/// Some episodes of one origin, written together: the unit of `episodes.jsonl.zst`.
///
/// A batch is a skippable frame (RFC 8878, 3.1.2) with a small JSON header, then a frame with one episode a line. The
/// headers let a reader hop to any episode; the `zstd` program skips them, so `zstdcat` gives plain lines.
package struct EpisodeBatch: Sendable, Equatable {
    /// A batch that grew beyond this many bytes of text is cut in two, so that readers can bound what they unpack.
    static let cut = 16 << 20
    /// More than this many bytes of text are refused.
    static let limit = 256 << 20
    /// More episodes than this in one batch are refused.
    private static let mostEpisodes = 1 << 20
    /// More JSON values than this in one episode are refused.
    static let mostValues = 4 << 20
    private static let magic: [UInt8] = [0x50, 0x2A, 0x4D, 0x18]
    /// The longest header that is read.
    private static let longestHeader = 4096

    package let origin: EpisodeOrigin
    /// The number of the first episode among those of its origin.
    package let first: Int
    package let count: Int
    /// Where the compressed frame begins in the file.
    let start: Int
    /// The compressed frame's length in bytes.
    let length: Int

    /// The bytes that append `episodes`, which share an origin and follow one another.
    static func encode(_ episodes: ArraySlice<RecordedEpisode>) throws -> [UInt8] {
        guard let first = episodes.first else { return [] }
        var text: [UInt8] = []
        var header = first.origin.json
        var count = 0
        for episode in episodes {
            episode.json.append(to: &text)
            text.append(UInt8(ascii: "\n"))
            count += 1
            if text.count >= cut { break }
        }
        let frame = try Zstandard.compress(text)
        header["first"] = .int(first.index)
        header["count"] = .int(count)
        header["bytes"] = .int(frame.count)
        let head = JSONValue.object(header).encoded()
        let size = (0..<4).map { UInt8(truncatingIfNeeded: head.count >> (8 * $0)) }
        return magic + size + head + frame + (try encode(episodes.dropFirst(count)))
    }

    /// The batch whose header begins at byte `position`, or nil where the file ends before the batch does.
    static func read(_ file: borrowing PlainFile, at position: Int) throws -> EpisodeBatch? {
        let path = file.path
        let head = try file.read(from: position, count: 8 + longestHeader)
        guard head.count >= 8 else { return nil }
        let size = (0..<4).reduce(0) { $0 | Int(head[4 + $1]) << (8 * $1) }
        guard head.starts(with: magic), size <= longestHeader else { throw malformed(path, position) }
        guard head.count >= 8 + size else { return nil }
        guard let object = (try? JSONParser.parse(head[8..<8 + size]))?.object, let origin = EpisodeOrigin(object),
            let first = object["first"]?.int, let count = object["count"]?.int, let bytes = object["bytes"]?.int,
            (1...(1 << 40)).contains(first), (0...mostEpisodes).contains(count), (1...limit).contains(bytes)
        else { throw malformed(path, position) }
        let start = position + 8 + size
        guard start + bytes <= file.size else { return nil }
        return EpisodeBatch(origin: origin, first: first, count: count, start: start, length: bytes)
    }

    private static func malformed(_ path: String, _ position: Int) -> RunStoreError {
        RunStoreError(.malformed, "\(path) is damaged at byte \(position): no batch of episodes begins there")
    }
}
