package import Rollouts

/// What became of one conversation of an evaluation, turn by turn, without its texts.
package struct ConversationRecord: Sendable, Hashable {
    /// One answer.
    package struct Turn: Sendable, Hashable {
        /// What the public tests said; nil where the answer held no program.
        package var verdict: Verdict?
        /// Whether it repeats the program, or the answer, of the turn before; nil for the first turn.
        package var repeats: Bool?

        /// A turn from its parts.
        package init(verdict: Verdict?, repeats: Bool? = nil) { (self.verdict, self.repeats) = (verdict, repeats) }
    }

    /// The answers in their order.
    package var turns: [Turn]
    /// Whether the last program passed the public tests.
    package var passedPublic: Bool
    /// Whether it passed all tests, the public ones among them.
    package var solved: Bool

    /// A conversation from its parts.
    package init(turns: [Turn], passedPublic: Bool, solved: Bool) {
        (self.turns, self.passedPublic, self.solved) = (turns, passedPublic || solved, solved)
    }

    /// What a recorded episode says.
    package init(_ episode: Episode) {
        var turns: [Turn] = []
        for (index, turn) in episode.turns.enumerated() {
            let repeats = index == 0 ? nil : turn.repeats(episode.turns[index - 1])
            turns.append(Turn(verdict: turn.verdict, repeats: repeats))
        }
        self.init(turns: turns, passedPublic: episode.passedPublic, solved: episode.solved)
    }

    /// Whether it was solved by its first `turns` programs.
    package func isSolved(within turns: Int) -> Bool { solved && self.turns.count <= turns }
    /// Whether one of its first `turns` programs passed the public tests, and so would have been handed in.
    package func passesPublic(within turns: Int) -> Bool { passedPublic && self.turns.count <= turns }
}
