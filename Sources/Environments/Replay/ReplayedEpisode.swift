package import Rollouts

/// An episode as it follows from its answers, beside the record.
package struct ReplayedEpisode: Sendable {
    /// Something recorded that does not follow.
    package struct Difference: Sendable, Hashable {
        /// From 1; nil for the episode as a whole.
        package var turn: Int?
        /// `program`, `verdict`, `feedback`, `reward`, `solved`, `passed_public` or `end`.
        package var what: String
        package var recorded: String
        package var rebuilt: String

        /// Nil where both are the same.
        fileprivate init?(_ what: String, turn: Int?, _ recorded: String?, _ rebuilt: String?) {
            guard recorded != rebuilt else { return nil }
            (self.what, self.turn, self.recorded, self.rebuilt) = (what, turn, recorded ?? "none", rebuilt ?? "none")
        }
    }

    package var episode: Episode
    /// What the public tests said, by turn; nil for turns without a program, and for those after the end.
    package var judgements: [Judgement?]
    package var differences: [Difference]

    /// A conversation that was gone through, beside the recorded one.
    init(_ conversation: Conversation, beside recorded: Episode) throws {
        var rebuilt = try conversation.paid()
        var found: [Difference?] = []
        for (index, (turn, other)) in zip(recorded.turns, rebuilt.turns).enumerated() {
            found += [
                Difference("program", turn: index + 1, turn.program, other.program),
                Difference("verdict", turn: index + 1, turn.verdict?.rawValue, other.verdict?.rawValue),
                Difference("feedback", turn: index + 1, turn.feedback, other.feedback),
            ]
            if turn.reward.bitPattern != other.reward.bitPattern {
                found.append(Difference("reward", turn: index + 1, "\(turn.reward)", "\(other.reward)"))
            }
        }
        let isOver = conversation.state == .done
        if rebuilt.turns.count < recorded.turns.count || !isOver {
            let (went, goes) = isOver ? ("it went on", "it ended") : ("it ended", "it goes on")
            found.append(Difference("end", turn: rebuilt.turns.count, went, goes))
        } else if let end = recorded.end {
            found.append(Difference("end", turn: nil, end.rawValue, rebuilt.end?.rawValue))
        }
        found += [
            Difference("passed_public", turn: nil, "\(recorded.passedPublic)", "\(rebuilt.passedPublic)"),
            Difference("solved", turn: nil, "\(recorded.solved)", "\(rebuilt.solved)"),
        ]
        // What was said after the end stands as recorded.
        let rest = recorded.turns.dropFirst(rebuilt.turns.count)
        rebuilt.turns += rest
        episode = rebuilt
        judgements = conversation.judgements + rest.map { _ in nil }
        differences = found.compactMap { $0 }
    }
}
