package import RunStore
import Rendering
import Rollouts

extension Page {
    /// A conversation as a person reads it: episode `number` of `origin`, or of all.
    ///
    /// - Throws: `NoSuchEpisode`, which says what there is.
    package init(episode number: Int, of origin: EpisodeOrigin?, in run: RunReader) throws {
        let episodes = try run.episodes()
        guard let found = try episodes.episode(number, of: origin) else {
            throw NoSuchEpisode(number: number, origin: origin, run: run.info.id, origins: episodes.origins)
        }
        self.init(found)
    }

    /// A conversation turn by turn.
    private init(_ recorded: RecordedEpisode) {
        let played = recorded.episode
        let outcome = played.solved ? Text("solved", .good) : Text("not solved", .bad)
        let head =
            Text("episode \(recorded.index) of \(recorded.origin.label)", .heading) + "  " + outcome
            + Text("  reward \(NumberFormat.short(played.reward))  problem \(played.problem.name)")
        self.init([.line(head)], data: recorded.json)
        sections.append(.init([.paragraph(played.problem.statement)]))
        for (index, turn) in played.turns.enumerated() {
            sections.append(.init(Self.blocks(turn, number: index + 1)))
        }
        if played.end == .context {
            let end = "ended: what was said left no room for an answer in the policy's context"
            sections.append(.init([.line(Text(end, .doubtful))]))
        }
        if !played.solved, played.passedPublic {
            sections.append(.init([.line(Text("passed the public tests, not the private ones", .doubtful))]))
        }
    }

    private static func blocks(_ turn: Turn, number: Int) -> [Block] {
        let verdict = turn.verdict.map { Text($0.rawValue, $0 == .accepted ? .good : .bad) }
        let certainty = turn.logProbs.reduce(0) { $0 + Double($1) } / Double(max(1, turn.logProbs.count))
        let numbers =
            "reward \(NumberFormat.short(turn.reward))  value \(NumberFormat.short(Double(turn.value)))  "
            + "\(turn.answer.count) tokens, log-probability \(NumberFormat.short(certainty)) a token"
        var blocks: [Block] = [
            .line(
                Text("turn \(number)", .heading) + "  " + (verdict ?? Text("no program", .bad)) + "  "
                    + Text(numbers, .aside))
        ]
        if let program = turn.program {
            blocks.append(.code(program))
        } else if let answer = turn.text {
            blocks.append(.paragraph(answer, indent: 4))
        }
        if let feedback = turn.feedback {
            blocks += [.line(Text("  told:", .aside)), .paragraph(feedback, .doubtful, indent: 4)]
        }
        return blocks
    }
}

/// The record holds no such episode.
package struct NoSuchEpisode: Error, CustomStringConvertible {
    let number: Int
    let origin: EpisodeOrigin?
    let run: String
    let origins: [(origin: EpisodeOrigin, count: Int)]

    package var description: String {
        let place = origin.map { " of \($0.label)" } ?? ""
        guard !origins.isEmpty else { return "there is no episode \(number)\(place): \(run) recorded none" }
        let known = origin.flatMap { origin in origins.first { $0.origin == origin }?.count }
        if let known { return "there is no episode \(number)\(place) in \(run): it has 1 to \(known)" }
        return "there is no episode \(number)\(place) in \(run): it recorded \(EpisodeOrigin.summary(origins))"
    }
}
