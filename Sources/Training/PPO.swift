package import Models
package import Rollouts
package import Torch

/// RLEF's training loop: PPO with the policy at token level and the value at turn level.
///
/// Gehring et al., "RLEF: Grounding Code LLMs in Execution Feedback with Reinforcement Learning", arXiv 2410.02089;
/// Schulman et al., "Proximal Policy Optimization Algorithms", arXiv 1707.06347. The discount gamma is 1.
package final class PPO {
    package let policy: LanguageModel
    package let settings: Settings
    private let environment: any Environment
    private let interrupt: Interrupt
    /// rho, the policy as it was before training.
    private let reference: LanguageModel
    private let critic: Critic
    private let optimizer: AdamW
    private let schedule: WarmupLinearDecay
    /// Updates taken.
    package private(set) var update = 0

    /// A trainer that changes `policy` in place.
    package init(
        policy: LanguageModel, environment: any Environment, settings: Settings, interrupt: Interrupt = Interrupt()
    ) throws {
        self.interrupt = interrupt
        (self.policy, self.environment, self.settings) = (policy, environment, settings)
        reference = try policy.copy()
        critic = try Critic(settings.critic, policy: policy)
        optimizer = try AdamW(
            [
                AdamW.Group(
                    parameters: policy.transformer.parameters, learningRate: settings.learningRate,
                    weightDecay: settings.weightDecay)
            ] + critic.parameterGroups(settings), betas: (0.9, 0.95))
        schedule = WarmupLinearDecay(warmup: settings.warmup, total: settings.updates)
    }

    /// All that updates change or depend on, beside the policy itself and the number of the update: the optimizer's means and
    /// variances, the critic's own parameters, and the initial policy's.
    package var state: [Tensor] {
        optimizer.means + optimizer.variances + critic.ownParameters + reference.parameters
    }
    /// Steps that the optimizer took.
    package var steps: Int { optimizer.step }

    /// Counts an update without making it: one whose effect is restored.
    package func skip() { update += 1 }

    /// Tells that the policy and `state` were made what they were after `steps` steps of the optimizer.
    package func restored(steps: Int) {
        optimizer.goOn(after: steps)
        policy.parametersChanged()
    }

    /// One update: rollouts, advantages, and `epochs` passes of clipped policy and value steps.
    package func advance() throws -> Report {
        var report = Report()
        let started = ContinuousClock.now

        // Rollouts: c_t, a_t and log pi_old(a_t | c_t), with V_old(c_t) from the same pass when the critic is shared.
        let episodes = try environment.episodes(
            policy: policy, update: update, count: settings.episodes, seed: settings.seed)
        update += 1
        let rolledOut = ContinuousClock.now
        let turns = episodes.flatMap(\.turns)

        // R_t = r_t - beta KL_t, with KL_t = (1 / |a_t|) sum (log pi - log rho): the geometric mean over the tokens.
        let kl = zip(turns, try referenceLogProbs(episodes)).map { Self.meanKL($0.logProbs, $1) }
        let values = try critic.values(episodes, sampled: turns.map { Double($0.value) }, window: environment.window)
        let rewards = zip(turns, kl).map { $0.reward - settings.kl * $1 }

        // A_t = sum_{i >= t} R_i - V(c_t), the same for every token of the turn, over the batch's deviation.
        let returns = Self.returns(rewards, turnsPerEpisode: episodes.map(\.turns.count))
        let raw = zip(returns, values).map { $0 - $1 }
        let deviation = Self.deviation(raw)
        let advantages = settings.normalizesAdvantages ? raw.map { $0 / (deviation + 1e-4) } : raw

        let firstTurn = episodes.indices.map { episodes[..<$0].reduce(0) { $0 + $1.turns.count } }
        for epoch in 0..<settings.epochs {
            var numbers = RandomKey(
                seed: settings.seed, purpose: .minibatches, update: update, episode: epoch
            ).stream()
            let order = numbers.permutation(episodes.count)
            for minibatch in 0..<settings.minibatches {
                try interrupt.check()
                let range = Shards(count: settings.minibatches).range(minibatch, of: order.count)
                let samples = order[range].map { index in
                    let turns = firstTurn[index]..<firstTurn[index] + episodes[index].turns.count
                    return Sample(
                        episode: episodes[index], advantages: Array(advantages[turns]), values: Array(values[turns]),
                        returns: Array(returns[turns]))
                }
                try report.add(step(samples))
            }
        }
        policy.parametersChanged()

        report.finish(
            episodes: episodes, kl: kl, values: values, returns: returns, deviation: deviation,
            learningRate: settings.learningRate * schedule.factor(update),
            rollout: rolledOut - started, training: ContinuousClock.now - rolledOut)
        return report
    }

    /// An episode with what the update needs of it, one number a turn.
    struct Sample {
        var episode: Episode
        var advantages: [Double]
        var values: [Double]
        var returns: [Double]
    }

    /// One optimizer step on a minibatch: the loss is a mean over its tokens, plus a mean over its turns.
    private func step(_ samples: [Sample]) throws -> StepReport {
        let tokens = Double(samples.reduce(0) { $0 + $1.episode.turns.reduce(0) { $0 + $1.answer.count } })
        let turns = Double(samples.reduce(0) { $0 + $1.episode.turns.count })
        let (gradient, reports) = try shardedGradient(policy.shards, of: optimizer.parameters) {
            shard -> (loss: Tensor, report: StepReport)? in
            let part = Array(samples[policy.shards.range(shard, of: samples.count)])
            guard !part.isEmpty else { return nil }
            let batch = EpisodeBatch(part.map(\.episode), window: environment.window)
            let hidden = try policy.transformer.hidden(batch.sequences)

            let logits = try policy.transformer.logits(hidden.rows(batch.actionRows))
            let (logProbs, entropies) = try logits.logProbs(of: batch.actions)
            let old = try Tensor(part.flatMap { $0.episode.turns.flatMap(\.logProbs) })
            let perTurn = part.flatMap(\.advantages)
            let advantages = try Tensor(
                zip(perTurn, batch.turnLengths).flatMap { [Float](repeating: Float($0), count: $1) })
            let ratio = try (logProbs - old).exp()
            let policyLoss = try Self.policyLoss(ratio: ratio, advantages: advantages, clip: settings.clip)

            let values = try critic.values(batch, policyHidden: hidden)
            let valueLoss = try Self.valueLoss(
                values: values, old: Tensor(part.flatMap { $0.values.map(Float.init) }),
                returns: Tensor(part.flatMap { $0.returns.map(Float.init) }), clip: settings.valueClip)

            let loss = try policyLoss * (1 / tokens) + valueLoss * (settings.valueCoefficient / turns)
            let report = StepReport(
                policyLoss: try policyLoss.item() / tokens, valueLoss: try valueLoss.item() / turns,
                entropy: try entropies.sum().item() / tokens,
                clipFraction: try ratio.floats().reduce(0) { $0 + (abs(Double($1) - 1) > settings.clip ? 1 : 0) }
                    / tokens)
            return (loss, report)
        }
        let norm = try AdamW.clip(gradient, to: settings.gradientClip)
        try optimizer.step(gradients: gradient, scale: schedule.factor(update))
        return reports.reduce(StepReport(gradientNorm: norm), +)
    }

    /// log rho of each sampled token, turn by turn.
    private func referenceLogProbs(_ episodes: [Episode]) throws -> [[Float]] {
        try policy.shards.map { shard -> [[Float]] in
            let part = Array(episodes[policy.shards.range(shard, of: episodes.count)])
            guard !part.isEmpty else { return [] }
            return try withoutGradient {
                let batch = EpisodeBatch(part, window: environment.window)
                let hidden = try reference.transformer.hidden(batch.sequences).rows(batch.actionRows)
                let flat = try reference.transformer.logits(hidden).logProbs(of: batch.actions).logProbs.floats()
                var first = 0
                return batch.turnLengths.map { length in
                    defer { first += length }
                    return Array(flat[first..<first + length])
                }
            }
        }.flatMap { $0 }
    }
}

// The paper's quantities, one function each.
extension PPO {
    /// KL_t: the mean over a turn's tokens of `log pi_old - log rho`.
    package static func meanKL(_ logProbs: [Float], _ reference: [Float]) -> Double {
        zip(logProbs, reference).reduce(0) { $0 + Double($1.0) - Double($1.1) } / Double(max(1, logProbs.count))
    }

    /// The sum of an episode's rewards from each turn on.
    package static func returns(_ rewards: [Double], turnsPerEpisode: [Int]) -> [Double] {
        var out = rewards, last = 0
        for count in turnsPerEpisode {
            let first = last
            last += count
            for turn in (first..<max(first, last - 1)).reversed() { out[turn] += out[turn + 1] }
        }
        return out
    }

    /// The sample standard deviation; 0 for fewer than two numbers.
    package static func deviation(_ numbers: [Double]) -> Double {
        guard numbers.count > 1 else { return 0 }
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(numbers.count - 1)).squareRoot()
    }

    /// The sum over tokens of `-min(ratio A, clip(ratio, 1 - clip, 1 + clip) A)`. `ratio` and `advantages`: `[tokens]`.
    package static func policyLoss(ratio: Tensor, advantages: Tensor, clip: Double) throws -> Tensor {
        let clipped = try ratio.clamped(1 - clip...1 + clip)
        return try Tensor.minimum(ratio * advantages, clipped * advantages).sum() * -1
    }

    /// The sum over turns of `1/2 max((V - R)^2, (clip(V, V_old - clip, V_old + clip) - R)^2)`. All: `[turns]`.
    package static func valueLoss(values: Tensor, old: Tensor, returns: Tensor, clip: Double) throws -> Tensor {
        let clipped = try old + (values - old).clamped(-clip...clip)
        return try Tensor.maximum((values - returns).squared(), (clipped - returns).squared()).sum() * 0.5
    }
}
