import JSON

extension RecordPair {
    /// Episodes in the order in which they were recorded: every token, log-probability, program, verdict and reward.
    func compareEpisodes(_ section: inout RunComparison.Section) throws {
        var (lines, others) = (EpisodeLines(try old.episodes()), EpisodeLines(try new.episodes()))
        while true {
            let (line, other) = (try lines.next(), try others.next())
            guard let line, let other else {
                // The longer one's rest is counted without being read.
                let rest = (line == nil ? 0 : 1 + lines.left) + (other == nil ? 0 : 1 + others.left)
                if rest == 0 || isPrefix { return }
                let place = try Self.place(JSONParser.parse((line ?? other)!))
                section.note(RecordDifference(place, old: line.map { _ in "there" }, new: other.map { _ in "there" }))
                section.differing += rest - 1
                return
            }
            section.compared += 1
            // The same bytes are the same values; most pairs need no more.
            if line == other { continue }
            var (episode, recorded) = (try JSONParser.parse(line), try JSONParser.parse(other))
            if (episode["problem"]?["cluster"] == nil) != (recorded["problem"]?["cluster"] == nil) {
                (episode, recorded) = (Self.withoutCluster(episode), Self.withoutCluster(recorded))
            }
            section.note(RecordDifference(Self.place(episode), episode, recorded))
        }
    }

    /// An episode without its problem's cluster, which records from before there were clusters do not name.
    private static func withoutCluster(_ episode: JSONValue) -> JSONValue {
        guard var object = episode.object, var problem = object["problem"]?.object else { return episode }
        problem["cluster"] = nil
        object["problem"] = .object(problem)
        return .object(object)
    }

    /// `update 3, episode 5`
    private static func place(_ episode: JSONValue) -> String {
        let name = episode.object.flatMap(EpisodeOrigin.init)?.label ?? "an unknown origin"
        return "\(name), episode \(episode["index"]?.int ?? 0)"
    }
}

/// The lines of a file of episodes, one after the other, a batch in memory at a time.
private struct EpisodeLines {
    private let file: EpisodeFile
    private var batch = 0
    private var lines: [ArraySlice<UInt8>] = []
    private var position = 0

    init(_ file: EpisodeFile) { self.file = file }

    mutating func next() throws -> ArraySlice<UInt8>? {
        while position == lines.count {
            guard batch < file.batches.count else { return nil }
            (lines, position, batch) = (try file.lines(of: file.batches[batch]), 0, batch + 1)
        }
        position += 1
        return lines[position - 1]
    }

    /// How many lines are still to come.
    var left: Int { lines.count - position + file.batches[batch...].reduce(0) { $0 + $1.count } }
}
