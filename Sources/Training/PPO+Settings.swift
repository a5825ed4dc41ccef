extension PPO {
    /// What an experiment may vary. The defaults suit `minicoder`; the paper's own numbers are in parentheses.
    package struct Settings: Sendable, Hashable {
        /// Whose trunk the critic's value is read from.
        package enum CriticKind: String, Sendable, CaseIterable {
            /// The policy's own (what tiny models need).
            case shared
            /// A copy of the policy, trained on the value loss alone (the paper's).
            case separate
        }
        /// Updates the learning rate's schedule is made for.
        package var updates = 120
        /// Episodes of an update (1024).
        package var episodes = 96
        /// Passes over the episodes.
        package var epochs = 1
        /// Optimizer steps of a pass (4).
        package var minibatches = 2
        /// Peak learning rate of AdamW (2e-7).
        package var learningRate = 5e-4
        /// Peak learning rate of the value head.
        package var valueLearningRate = 3e-3
        /// Weight decay (0.1).
        package var weightDecay = 0.0
        /// Updates of linear warm-up (50 steps).
        package var warmup = 10
        /// epsilon: how far the ratio may leave 1 (0.2).
        package var clip = 0.2
        /// How far a value may leave the old one (0.2).
        package var valueClip = 0.2
        /// The value loss's weight.
        package var valueCoefficient = 0.5
        /// beta: the KL penalty in the reward (0.05).
        package var kl = 0.05
        /// The gradient's largest norm.
        package var gradientClip = 1.0
        /// Whether advantages are divided by the batch's deviation (their mean is not subtracted).
        package var normalizesAdvantages = true
        package var critic = CriticKind.shared
        package var seed: UInt64 = 0

        /// The defaults.
        package init() {}
    }
}
