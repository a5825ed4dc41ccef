package import Rollouts

extension CodeEnvironment: Environment {
    package var window: Int? { options.window }

    package func episodes(
        policy: any Policy, update: Int, count: Int, temperature: Double, seed: UInt64
    ) throws -> [Episode] {
        try rollout(
            policy: policy, problems: batch(update: update, count: count, seed: seed), temperature: temperature,
            key: RandomKey(seed: seed, purpose: .tokens, update: update))
    }
}
