package import Rollouts

/// What the environment pays for an episode.
package enum RewardRule {
    /// `pass` or `fail` at the last turn, for all tests, and `invalid` at every turn without valid code, the last one
    /// included. The defaults are the paper's.
    case outcome(pass: Double = 1, fail: Double = -1, invalid: Double = -0.2)
    /// What a function of the finished episode says.
    case custom((Episode) throws -> Payment)

    /// What a custom rule pays.
    package enum Payment: Sendable, Hashable {
        /// One number, paid at the last turn.
        case total(Double)
        /// A number for each turn.
        case perTurn([Double])
    }

    /// Writes the rewards into the episode's turns.
    ///
    /// - Throws: `InvalidPayment` when a custom rule pays for another number of turns, or no finite number.
    package func pay(_ episode: inout Episode) throws {
        guard !episode.turns.isEmpty else { return }
        let last = episode.turns.indices.last!
        switch self {
        case .outcome(let pass, let fail, let invalid):
            for index in episode.turns.indices {
                episode.turns[index].reward = episode.turns[index].isInvalid ? invalid : 0
            }
            episode.turns[last].reward += episode.solved ? pass : fail
        case .custom(let rule):
            let payment = try rule(episode)
            var rewards = Array(repeating: 0.0, count: episode.turns.count)
            switch payment {
            case .total(let reward): rewards[last] = reward
            case .perTurn(let given): rewards = given
            }
            guard rewards.count == episode.turns.count, rewards.allSatisfy(\.isFinite) else {
                throw InvalidPayment(problem: episode.problem.name, turns: episode.turns.count, rewards: rewards)
            }
            for index in episode.turns.indices { episode.turns[index].reward = rewards[index] }
        }
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
