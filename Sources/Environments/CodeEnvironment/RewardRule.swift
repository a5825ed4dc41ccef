package import JSON
package import Rollouts

/// What the environment pays for an episode; a function of the finished episode may say it.
package typealias RewardRule = ValueOrFunction<OutcomeReward>

/// `pass` or `fail` at the last turn, for all tests, and `invalid` at every turn without valid code, the last one
/// included. The defaults are the paper's.
package struct OutcomeReward: SettingValue, Hashable {
    package var pass: Double
    package var fail: Double
    package var invalid: Double

    /// A reward from its parts.
    package init(pass: Double = 1, fail: Double = -1, invalid: Double = -0.2) {
        (self.pass, self.fail, self.invalid) = (pass, fail, invalid)
    }

    package static var noun: String { "{ pass, fail, invalid }" }
    package var json: JSONValue { ["pass": .number(pass), "fail": .number(fail), "invalid": .number(invalid)] }
    package init?(_ json: JSONValue) {
        guard let pass = json["pass"]?.double, let fail = json["fail"]?.double, let invalid = json["invalid"]?.double
        else { return nil }
        self.init(pass: pass, fail: fail, invalid: invalid)
    }

    /// What each turn of an episode earns.
    func payments(_ episode: Episode) -> [Double] {
        var rewards = episode.turns.map { $0.isInvalid ? invalid : 0 }
        rewards[rewards.count - 1] += episode.solved ? pass : fail
        return rewards
    }
}

/// What a function pays for an episode.
package enum Payment: Sendable, Hashable {
    /// One number, paid at the last turn.
    case total(Double)
    /// A number for each turn.
    case perTurn([Double])
}

extension RewardRule {
    /// Writes the rewards into the episode's turns.
    ///
    /// - Parameter function: what pays where the rule is a function.
    /// - Throws: `MissingFunction`; `InvalidPayment` when a function pays for another number of turns, or no finite number.
    package func pay(_ episode: inout Episode, _ function: ((Episode) throws -> Payment)?) throws {
        guard !episode.turns.isEmpty else { return }
        var rewards: [Double]
        switch self {
        case .value(let outcome): rewards = outcome.payments(episode)
        case .function:
            guard let function else { throw MissingFunction(name: "reward") }
            switch try function(episode) {
            case .total(let reward):
                rewards = Array(repeating: 0, count: episode.turns.count)
                rewards[rewards.count - 1] = reward
            case .perTurn(let given): rewards = given
            }
            guard rewards.count == episode.turns.count, rewards.allSatisfy(\.isFinite) else {
                throw InvalidPayment(problem: episode.problem.name, turns: episode.turns.count, rewards: rewards)
            }
        }
        for (index, reward) in rewards.enumerated() { episode.turns[index].reward = reward }
    }
}

/// A reward function that paid nothing one can learn from.
package struct InvalidPayment: Error, CustomStringConvertible {
    package var problem: String
    package var turns: Int
    package var rewards: [Double]

    package var description: String {
        let given = "[" + rewards.map { "\($0)" }.joined(separator: ", ") + "]"
        return "the reward function gave \(given) for the episode on \(problem): it must give one finite number, "
            + "or one for each of its \(turns) turns"
    }
}
