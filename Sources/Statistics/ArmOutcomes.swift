/// What became of one problem in one training run: how many of its conversations were solved.
package struct ProblemOutcome: Sendable, Hashable {
    /// The problem's name; arms are compared on problems of the same names.
    package var problem: String
    /// What it belongs to: problems of one cluster are not independent of each other (MiniContests: the composition; CodeContests: the contest).
    package var cluster: String
    /// Conversations that were solved, of all that were played.
    package var solved: Int
    package var samples: Int

    /// A problem's outcome from its parts.
    package init(problem: String, cluster: String, solved: Int, samples: Int) {
        (self.problem, self.cluster, self.solved, self.samples) = (problem, cluster, solved, samples)
    }

    /// The share that was solved.
    package var rate: Double { Double(solved) / Double(samples) }
}

/// What became of all problems in one training run.
package struct SeedOutcomes: Sendable, Hashable {
    /// The seed of the training run.
    package var seed: UInt64
    package var problems: [ProblemOutcome]

    /// A run's outcomes from their parts.
    package init(seed: UInt64, problems: [ProblemOutcome]) { (self.seed, self.problems) = (seed, problems) }
}

/// What became of an arm of an ablation: one training run for each seed.
package struct ArmOutcomes: Sendable, Hashable {
    package var name: String
    package var seeds: [SeedOutcomes]

    /// An arm's outcomes from their parts.
    package init(name: String, seeds: [SeedOutcomes]) { (self.name, self.seeds) = (name, seeds) }
}
