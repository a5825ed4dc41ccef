package import Statistics

/// One problem of an evaluation with all its conversations.
package struct EvaluatedProblem: Sendable, Hashable {
    package var name: String
    /// What it belongs to, see `ProblemOutcome.cluster`.
    package var cluster: String
    /// In the order in which they were played.
    package var conversations: [ConversationRecord] = []
    /// Single-turn samples beside them, which saw no feedback.
    package var independent: [ConversationRecord] = []

    /// A problem without conversations yet.
    package init(name: String, cluster: String) { (self.name, self.cluster) = (name, cluster) }

    /// How many of its conversations were solved by their first `turns` programs.
    package func outcome(within turns: Int) -> ProblemOutcome {
        ProblemOutcome(
            problem: name, cluster: cluster, solved: conversations.count { $0.isSolved(within: turns) },
            samples: conversations.count)
    }
}
