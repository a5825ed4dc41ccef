import Disk
import JSON

/// The episodes of a run, read a batch at a time.
package struct EpisodeFile: Sendable {
    /// The whole batches, in the order they were written.
    package let batches: [EpisodeBatch]
    /// Whether the file ends in the middle of a batch: its writer is at work, or was killed there.
    package let isTorn: Bool
    private let path: String
    private static let mostBatches = 1 << 20

    /// Reads the headers of the file at `path`; a run without episodes has none.
    init(_ path: String) throws {
        self.path = path
        guard Files.exists(path) else {
            (batches, isTorn) = ([], false)
            return
        }
        (batches, isTorn) = try Files.reading(path) { file in
            var (found, position): ([EpisodeBatch], Int) = ([], 0)
            while position < file.size, let batch = try EpisodeBatch.read(file, at: position) {
                guard found.count < Self.mostBatches else {
                    throw RunStoreError(
                        .malformed, "\(path) has more than the \(Self.mostBatches) batches of episodes that are read")
                }
                found.append(batch)
                position = batch.start + batch.length
            }
            return (found, position < file.size)
        }
    }

    /// How many episodes there are.
    package var count: Int { batches.reduce(0) { $0 + $1.count } }

    /// The origins in the order in which they first appear, each with its number of episodes.
    package var origins: [(origin: EpisodeOrigin, count: Int)] {
        var order: [EpisodeOrigin] = []
        var counts: [EpisodeOrigin: Int] = [:]
        for batch in batches {
            if counts[batch.origin] == nil { order.append(batch.origin) }
            counts[batch.origin, default: 0] += batch.count
        }
        return order.map { ($0, counts[$0] ?? 0) }
    }

    /// Episode `number` of `origin`, or of all in the order they were written; counted from 1. Nil when there is none.
    package func episode(_ number: Int, of origin: EpisodeOrigin? = nil) throws -> RecordedEpisode? {
        var before = 0
        for batch in batches where origin == nil || batch.origin == origin {
            if number > before, number <= before + batch.count {
                let lines = try lines(of: batch)
                guard number - before <= lines.count else { return nil }
                return try parse(lines[number - before - 1])
            }
            before += batch.count
        }
        return nil
    }

    /// `count` episodes from number `first` on, of all in the order they were written; counted from 1.
    ///
    /// - Throws: `RunStoreError` when there are fewer.
    package func episodes(from first: Int, count: Int) throws -> [RecordedEpisode] {
        var (before, found): (Int, [RecordedEpisode]) = (0, [])
        let wanted = first..<first + count
        for batch in batches where found.count < count {
            let numbers = before + 1..<before + 1 + batch.count
            before += batch.count
            guard wanted.overlaps(numbers) else { continue }
            let lines = try lines(of: batch)
            for (number, line) in zip(numbers, lines) where wanted.contains(number) { found.append(try parse(line)) }
        }
        guard found.count == count else {
            throw RunStoreError(
                .malformed, "\(path) has \(self.count) episodes, and \(count) from number \(first) on are asked for")
        }
        return found
    }

    /// Calls `body` with every episode of `origin`, or with all, in the order they were written.
    package func forEach(of origin: EpisodeOrigin? = nil, _ body: (RecordedEpisode) throws -> Void) throws {
        try forEach(where: { origin == nil || $0 == origin }, body)
    }

    /// Calls `body` with every episode whose origin `isWanted`, in the order they were written.
    package func forEach(where isWanted: (EpisodeOrigin) -> Bool, _ body: (RecordedEpisode) throws -> Void) throws {
        for batch in batches where isWanted(batch.origin) {
            for line in try lines(of: batch) { try body(parse(line)) }
        }
    }

    /// The lines of a batch, an episode each.
    func lines(of batch: EpisodeBatch) throws -> [ArraySlice<UInt8>] {
        let frame = try Files.reading(path) { try $0.read(from: batch.start, count: batch.length) }
        let text: [UInt8]
        do { text = try Zstandard.decompress(frame, limit: EpisodeBatch.limit) } catch let error as ZstandardError {
            throw RunStoreError(.malformed, "\(path): a batch of episodes cannot be read: \(error)")
        }
        // A text of line ends alone would make more slices than there is memory for.
        let lines = text.split(separator: UInt8(ascii: "\n"), maxSplits: batch.count)
        guard lines.count <= batch.count else {
            throw RunStoreError(.malformed, "\(path) is damaged: a batch has more than its \(batch.count) episodes")
        }
        return lines
    }

    private func parse(_ line: ArraySlice<UInt8>) throws -> RecordedEpisode {
        guard
            let episode = (try? JSONParser.parse(line, values: EpisodeBatch.mostValues))?.object.flatMap(
                RecordedEpisode.init)
        else {
            throw RunStoreError(.malformed, "\(path) is damaged: a line of it is no episode")
        }
        return episode
    }
}
