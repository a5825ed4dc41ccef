extension CodeEnvironment {
    /// What an experiment may vary.
    package struct Options {
        /// Programs the policy may submit for one problem, at least 1.
        package var turns: Int
        /// Attempts kept in the context beside the opening message, at least 1; nil keeps all.
        package var window: Int?
        package var feedback: FeedbackRule
        package var reward: RewardRule
        /// An answer is cut after this many tokens; nil takes the style's own number.
        package var maximumAnswerTokens: Int?
        /// What decides, for problems that accept several answers; nil compares as each problem says.
        package var checker: Checker?

        /// Options; those of the paper where nothing is said, but for the window.
        package init(
            turns: Int = 3, window: Int? = 2, feedback: FeedbackRule = .execution,
            reward: RewardRule = .outcome(), maximumAnswerTokens: Int? = nil, checker: Checker? = nil
        ) {
            (self.turns, self.window, self.feedback, self.reward) = (turns, window, feedback, reward)
            (self.maximumAnswerTokens, self.checker) = (maximumAnswerTokens, checker)
        }

        func check() throws {
            let counts = [("turns", turns), ("window", window), ("maximum answer tokens", maximumAnswerTokens)]
            for case (let name, let value?) in counts where value < 1 {
                throw InvalidOption(name: name, value: value, allowed: "at least 1")
            }
        }
    }
}
