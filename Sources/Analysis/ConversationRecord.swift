package import Rollouts

/// What became of one conversation, turn by turn, without its texts.
package struct ConversationRecord: Sendable, Hashable {
    /// One answer.
    package struct Turn: Sendable, Hashable {
        /// What the public tests said; nil where the answer held no program.
        package var verdict: Verdict?
        /// How like the program of the turn before it is; nil where one of the two has none, or where programs were not compared.
        package var likeness: Likeness?

        /// A turn from its parts.
        package init(verdict: Verdict?, likeness: Likeness? = nil) {
            (self.verdict, self.likeness) = (verdict, likeness)
        }
    }

    /// How like two consecutive programs are.
    package struct Likeness: Sendable, Hashable {
        /// `ChrF` of the later program, with the earlier one as the reference.
        package var chrF: Double
        /// Whether they are the same to the byte.
        package var isSame: Bool

        /// A likeness from its parts.
        package init(chrF: Double, isSame: Bool) { (self.chrF, self.isSame) = (chrF, isSame) }

        init(_ program: String, after earlier: String) {
            isSame = program.utf8.elementsEqual(earlier.utf8)
            chrF = ChrF.score(program, reference: earlier)
        }
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
    ///
    /// - Parameter comparesPrograms: whether its programs are compared, which takes longer than the rest.
    package init(_ episode: Episode, comparesPrograms: Bool = false) {
        var turns: [Turn] = [], earlier: String?
        for turn in episode.turns {
            var likeness: Likeness?
            if comparesPrograms, let program = turn.program, let earlier {
                likeness = Likeness(program, after: earlier)
            }
            turns.append(Turn(verdict: turn.verdict, likeness: likeness))
            earlier = turn.program
        }
        self.init(turns: turns, passedPublic: episode.passedPublic, solved: episode.solved)
    }

    /// Whether it was solved by its first `turns` programs.
    package func isSolved(within turns: Int) -> Bool { solved && self.turns.count <= turns }
    /// Whether one of its first `turns` programs passed the public tests, and so would have been handed in.
    package func passesPublic(within turns: Int) -> Bool { passedPublic && self.turns.count <= turns }
}
