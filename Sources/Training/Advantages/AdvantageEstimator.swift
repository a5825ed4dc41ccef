/// Says how much better each of the policy's tokens did than was to be expected, and what the critic is to learn from it.
///
/// An estimator is a file in this folder and a case of `AdvantageKind`; PPO takes whatever it gives.
package protocol AdvantageEstimator: Sendable {
    /// What the critic values for it; nil for one that needs no critic.
    var valued: ValueLevel? { get }
    /// The fewest conversations about one problem that it compares.
    var smallestGroup: Int { get }
    /// Whether it divides by a deviation where nothing else is asked for.
    var normalizesByDefault: Bool { get }

    /// - Parameter normalizes: whether to divide by the deviation.
    func estimate(_ batch: AdvantageBatch, normalizes: Bool) -> Advantages
}

extension AdvantageEstimator {
    package var valued: ValueLevel? { nil }
    package var smallestGroup: Int { 1 }
    package var normalizesByDefault: Bool { false }
}

/// Where the critic gives a value.
package enum ValueLevel: Sendable {
    /// At the last token of a turn's prompt: one value a turn.
    case turn
    /// Before each token that the policy samples.
    case token
}

/// What an estimator looks at: the episodes of an update in their order, those about one problem next to each other.
package struct AdvantageBatch: Sendable {
    package struct Episode: Sendable {
        /// What the environment paid for each turn.
        package var paid: [Double]
        /// beta KL_t of each turn, which is taken off.
        package var penalties: [Double]
        /// How many tokens the policy sampled in each turn.
        package var lengths: [Int]
        /// V_old where the estimator has it valued: of each turn or of each token; empty without a critic.
        package var values: [Double]

        package init(paid: [Double], penalties: [Double], lengths: [Int], values: [Double] = []) {
            (self.paid, self.penalties, self.lengths, self.values) = (paid, penalties, lengths, values)
        }

        /// R_t = r_t - beta KL_t.
        package var rewards: [Double] { zip(paid, penalties).map(-) }
        /// sum_{i >= t} R_i; the discount gamma is 1.
        package var returns: [Double] {
            var sum = 0.0
            return Array(
                rewards.reversed().map { reward in
                    sum += reward
                    return sum
                }.reversed())
        }

        /// A number of each turn as one of each token.
        func perToken(_ perTurn: [Double]) -> [Double] {
            zip(perTurn, lengths).flatMap { [Double](repeating: $0, count: $1) }
        }
    }
    package var episodes: [Episode]
    /// How many episodes in a row are about the same problem.
    package var group: Int

    package init(episodes: [Episode], group: Int = 1) { (self.episodes, self.group) = (episodes, group) }

    /// Calls `body` with one number for each episode of a group, and joins what it gives for them.
    func byGroup(_ numbers: [Double], _ body: ([Double]) -> [Double]) -> [Double] {
        stride(from: 0, to: numbers.count, by: group).flatMap {
            body(Array(numbers[$0..<min($0 + group, numbers.count)]))
        }
    }
}

/// What an estimator gives, episode by episode.
package struct Advantages: Sendable {
    /// One number for each token that the policy sampled.
    package var perToken: [[Double]]
    /// What the critic is to say wherever it gave a value; empty without a critic.
    package var targets: [[Double]]
    /// The standard deviation of the advantages before they were divided by one.
    package var standardDeviation: Double
}

/// Added to a deviation before anything is divided by it.
let standardDeviationEpsilon = 1e-4

extension Collection<Double> {
    package var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }

    /// The sample standard deviation; 0 for fewer than two numbers.
    package var standardDeviation: Double {
        guard count > 1 else { return 0 }
        let mean = mean
        return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
    }
}

extension [[Double]] {
    /// All numbers over their deviation, whose mean is not subtracted, and that deviation.
    func overStandardDeviation(_ normalizes: Bool) -> (numbers: [[Double]], standardDeviation: Double) {
        let standardDeviation = joined().map { $0 }.standardDeviation
        return (
            normalizes ? map { $0.map { $0 / (standardDeviation + standardDeviationEpsilon) } } : self,
            standardDeviation
        )
    }
}

/// The estimators by the names that scripts call them.
package enum AdvantageKind: String, Sendable, CaseIterable {
    case turnValue = "turn_value"
    case tokenValue = "token_value"
    case group
    case leaveOneOut = "leave_one_out"
    case none

    /// - Parameter lambda: of `token_value`.
    package func estimator(lambda: Double) -> any AdvantageEstimator {
        switch self {
        case .turnValue: TurnValueAdvantage()
        case .tokenValue: TokenValueAdvantage(lambda: lambda)
        case .group: GroupAdvantage()
        case .leaveOneOut: LeaveOneOutAdvantage()
        case .none: PlainReturn()
        }
    }
}
