extension PPO {
    /// What an experiment may vary. The defaults suit `minicoder`; the paper's own numbers are in parentheses.
    package struct Settings: Sendable, Hashable {
        /// Whose trunk the critic's value is read from.
        package enum CriticKind: String, Sendable, CaseIterable {
            /// The policy's own (what tiny models need).
            case shared
            /// A model of its own, trained on the value loss alone (the paper's).
            case separate
        }
        /// How a critic starts that has no value head yet.
        package enum ValueHeadStart: String, Sendable, CaseIterable {
            /// Small random weights, which follow from the seed (the paper's).
            case random
            /// Zero weights: the first advantages are the returns.
            case zero
        }
        /// What the norm is taken over that `gradientClip` bounds.
        package enum ClipScope: String, Sendable, CaseIterable {
            /// Policy and critic together.
            case all
            /// Policy and critic apart, each bounded by itself.
            case each
        }
        /// Where the divergence from the reference policy is penalised.
        package enum KLPlace: String, Sendable, CaseIterable {
            /// beta KL_t is taken off each turn's reward (the paper's).
            case reward
            /// beta times an estimate of the divergence at each token is added to the loss, with its gradient (GRPO's).
            case loss
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
        package var weightDecayOn = WeightDecayScope.matrices
        /// Updates of linear warm-up (50 steps).
        package var warmup = 10
        /// The learning rate of the last update over the peak.
        package var final = 0.1
        /// epsilon: how far the ratio may leave 1 (0.2).
        package var clip = 0.2
        /// How far a value may leave the old one (0.2).
        package var valueClip = 0.2
        /// The value loss's weight.
        package var valueCoefficient = 0.5
        /// beta: the weight of the KL penalty (0.05).
        package var kl = 0.05
        package var klIn = KLPlace.reward
        /// The gradient's largest norm.
        package var gradientClip = 1.0
        /// What that norm is taken over; nil: `each` for a separate critic, else `all`.
        package var gradientClipOver: ClipScope?
        package var advantage = AdvantageKind.turnValue
        /// Of the advantage `token_value`.
        package var lambda = 1.0
        /// Whether advantages are divided by a deviation; nil for what the estimator does.
        package var normalizesAdvantages: Bool?
        /// nil: `shared` for an estimator that needs a critic, else none.
        package var critic: CriticKind?
        package var valueHead = ValueHeadStart.random
        package var microBatching = MicroBatching()
        package var seed: UInt64 = 0

        /// The defaults.
        package init() {}

        /// The estimator, once all settings are known to fit it and each other.
        ///
        /// - Parameter group: conversations a problem that the environment plays in an update.
        /// - Throws: `UnfitSettings`.
        package func estimator(group: Int) throws -> any AdvantageEstimator {
            let estimator = advantage.estimator(lambda: lambda), name = advantage.rawValue
            if group < estimator.smallestGroup {
                throw UnfitSettings(
                    "the advantage \"\(name)\" compares conversations about one problem, of which the environment plays \(group): "
                        + "give it group = \(estimator.smallestGroup) or more, such as environment.code { group = 8 }")
            }
            guard episodes.isMultiple(of: group) else {
                throw UnfitSettings(
                    "an update's \(episodes) episodes are no whole number of groups of \(group) conversations about one problem: "
                        + "make 'episodes' a multiple of the environment's group")
            }
            if estimator.valued == nil, let critic {
                throw UnfitSettings(
                    "the advantage \"\(name)\" needs no critic, and critic = \"\(critic.rawValue)\" would train one for nothing: "
                        + "leave it out, or take the advantage \"turn_value\" or \"token_value\"")
            }
            return estimator
        }
    }
}

/// Settings of a trainer that make no sense together.
package struct UnfitSettings: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
