package import Rollouts

/// The episodes of one trainer, update after update.
///
/// It carries what random feedback is drawn from: the messages that the programs of the update before earned (the last one in which a
/// program failed). In the first update there is none, and the policy gets the bare request to try again.
package final class TrainingEpisodes: Environment {
    package let environment: CodeEnvironment
    /// A part of the trainer's state: a resumed run must go on with it.
    package var pool = FeedbackPool()

    /// The episodes of a trainer that has not begun.
    package init(_ environment: CodeEnvironment) { self.environment = environment }

    package var window: Int? { environment.config.window }
    package var group: Int { environment.group }

    package func episodes(policy: any Policy, update: Int, count: Int, seed: UInt64) throws -> [Episode] {
        let rollout = try environment.rollout(
            policy: policy, problems: environment.batch(update: update, count: count, seed: seed),
            key: RandomKey(seed: seed, purpose: .tokens, update: update), pool: pool)
        if !rollout.earned.isEmpty { pool = rollout.earned }
        return rollout.episodes
    }
}

/// The order in which training goes through a problem set: a permutation of its own for every pass.
struct ProblemOrder {
    let count: Int
    let seed: UInt64

    /// The problems' indices at `positions` of the endless list of passes.
    func indices(_ positions: Range<Int>) -> [Int] {
        guard count > 0 else { return [] }
        var permutations: [Int: [Int]] = [:]
        return positions.map { position in
            let pass = position / count
            let permutation = permutations[pass] ?? permutation(pass)
            permutations[pass] = permutation
            return permutation[position % count]
        }
    }

    private func permutation(_ pass: Int) -> [Int] {
        var random = RandomKey(seed: seed, purpose: .problemOrder, update: pass).stream()
        return random.permutation(count)
    }
}
