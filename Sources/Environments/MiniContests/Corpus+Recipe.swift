extension MiniContests.Corpus {
    /// How conversations are written, and what a supervised loss makes of them.
    package struct Recipe: Sendable, Hashable {
        /// How many conversations.
        package var conversations: Int
        /// Tells the random numbers of one recipe from those of another.
        package var stream: Int
        package var split = MiniContests.Split.train
        /// Programs in a conversation, at most.
        package var turns = 3
        /// How often a later program uses the feedback.
        package var demonstrations: Double
        /// How many of the demonstrations put one wrong part right, and no more.
        package var partialRepairs: Double
        /// How many of the other later programs repeat the one before.
        package var repeats: Double
        /// How often a guess swaps a part for another one of its kind.
        package var slips = 0.06
        /// How often a program is made unparseable.
        package var breaks = 0.06
        /// How often a program uses an undefined name.
        package var undefinedNames = 0.02
        package var weights: Weights

        /// Conversations that show how feedback is read: the skill.
        package static let skill = Self(
            conversations: 100_000, stream: 1, demonstrations: 1, partialRepairs: 0, repeats: 0,
            weights: Weights(demonstration: 1, otherProgram: 0.3, result: 0.3))

        /// Conversations of somebody who mostly ignores feedback: the habit.
        package static let habit = Self(
            conversations: 12_000, stream: 2, demonstrations: 0.15, partialRepairs: 0.3, repeats: 0.15,
            weights: Weights(demonstration: 1, otherProgram: 1, result: 0.3))

        /// Unspoiled demonstrations over held-out compositions, to watch a supervised loss by.
        package static let validation = Self(
            conversations: 300, stream: 3, split: .valid, demonstrations: 1, partialRepairs: 0, repeats: 0,
            breaks: 0, weights: Weights(demonstration: 1, otherProgram: 1, result: 0.3))
    }

    /// What each kind of token weighs in a supervised loss. Everything else weighs nothing.
    package struct Weights: Sendable, Hashable {
        /// The tokens of programs that use the feedback.
        package var demonstration: Float
        /// The tokens of all other programs.
        package var otherProgram: Float
        /// What follows `got:`. It is the result of an execution, hence the only part of a message one can predict.
        package var result: Float

        /// Weights from their values.
        package init(demonstration: Float, otherProgram: Float, result: Float) {
            (self.demonstration, self.otherProgram, self.result) = (demonstration, otherProgram, result)
        }
    }
}
