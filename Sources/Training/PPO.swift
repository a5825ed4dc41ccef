package import Models
package import Rollouts
package import Torch

/// RLEF's training loop: PPO with the policy at token level and, unless another `AdvantageEstimator` is asked for, the value at turn level.
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
    private let estimator: any AdvantageEstimator
    /// nil for an estimator that needs none.
    private let critic: Critic?
    private let optimizer: AdamW
    private let schedule: WarmupLinearDecay
    /// Updates taken.
    package private(set) var update = 0

    /// A trainer that changes `policy` in place.
    ///
    /// - Parameter critic: a separate critic to go on with; nil begins with a copy of the policy where one is asked for.
    /// - Throws: `UnfitSettings` for settings that make no sense together.
    package init(
        policy: LanguageModel, environment: any Environment, settings: Settings, critic model: LanguageModel? = nil,
        interrupt: Interrupt = Interrupt()
    ) throws {
        self.interrupt = interrupt
        (self.policy, self.environment, self.settings) = (policy, environment, settings)
        estimator = try settings.estimator(group: environment.group)
        reference = try policy.reference()
        critic = try estimator.valued.map {
            try Critic(settings.critic ?? .shared, $0, policy: policy, model: model, settings: settings)
        }
        optimizer = try AdamW(
            settings.weightDecayOn.groups(
                of: policy.transformer.trainedParameters, learningRate: settings.learningRate,
                weightDecay: settings.weightDecay) + (critic?.parameterGroups(settings) ?? []), betas: (0.9, 0.95))
        schedule = WarmupLinearDecay(warmup: settings.warmup, total: settings.updates, final: settings.final)
    }

    /// The critic's own model; nil when it shares the policy's, or there is none.
    package var separateCritic: LanguageModel? { critic?.separate }

    /// The settings, with what was chosen where nothing was said.
    package var chosenSettings: Settings {
        var chosen = settings
        chosen.normalizesAdvantages = settings.normalizesAdvantages ?? estimator.normalizesByDefault
        chosen.critic = critic.map { $0.separate == nil ? .shared : .separate }
        chosen.gradientClipOver = settings.gradientClipOver ?? (critic?.separate == nil ? .all : .each)
        return chosen
    }

    /// All that updates change or depend on, beside the policy itself and the number of the update: the optimizer's means and
    /// variances, the critic's own parameters, and the initial policy's.
    package var state: [Tensor] {
        optimizer.means + optimizer.variances + (critic?.ownParameters ?? []) + reference.transformer.trainedParameters
    }
    /// Steps that the optimizer took.
    package var steps: Int { optimizer.step }

    /// Counts an update without making it: one whose effect is restored.
    package func skip() { update += 1 }

    /// Tells that the policy and `state` were made what they were after `steps` steps of the optimizer.
    package func restored(steps: Int) {
        optimizer.goOn(after: steps)
        policy.parametersChanged()
        critic?.parametersChanged()
    }

    /// One update: the policy plays episodes, and learns from them.
    ///
    /// - Throws: `Diverged` when a number is not finite any more. The policy then is what it was after the last step that was.
    package func advance() throws -> Report {
        let started = ContinuousClock.now
        // Rollouts: c_t, a_t and log pi_old(a_t | c_t), with V_old(c_t) from the same pass when the critic is shared.
        let episodes = try Diverged.placed("update \(update + 1)") {
            try environment.episodes(policy: policy, update: update, count: settings.episodes, seed: settings.seed)
        }
        let rolledOut = ContinuousClock.now
        var report = try learn(episodes)
        report.rollout = rolledOut - started
        return report
    }

    /// `epochs` passes of clipped policy and value steps over episodes that the policy, as it is now, has played.
    package func learn(_ played: [Episode]) throws -> Report {
        var report = Report(), episodes = played
        let started = ContinuousClock.now
        update += 1
        guard !episodes.isEmpty, episodes.count.isMultiple(of: environment.group) else {
            throw UnfitSettings("\(episodes.count) episodes are no whole number of groups of \(environment.group)")
        }

        // R_t = r_t - beta KL_t, with KL_t = (1 / |a_t|) sum (log pi - log rho): the geometric mean over the tokens.
        let turns = episodes.flatMap(\.turns)
        let reference = try referenceLogProbs(episodes)
        let kl = zip(turns, reference).map { Self.meanKL($0.logProbs, $1) }
        let values =
            try critic?.values(episodes, window: environment.window, microBatching: settings.microBatching) ?? []
        critic?.note(values, in: &episodes)

        // A_t and what the critic is to say; the paper's are A_t = sum_{i >= t} R_i - V(c_t) and sum_{i >= t} R_i.
        var penalties = kl.map { settings.klIn == .reward ? settings.kl * $0 : 0 }[...]
        let batch = AdvantageBatch(
            episodes: episodes.indices.map { index in
                let turns = episodes[index].turns
                defer { penalties = penalties.dropFirst(turns.count) }
                return .init(
                    paid: turns.map(\.reward), penalties: Array(penalties.prefix(turns.count)),
                    lengths: turns.map(\.answer.count), values: values.isEmpty ? [] : values[index])
            }, group: environment.group)
        let advantages = estimator.estimate(
            batch, normalizes: settings.normalizesAdvantages ?? estimator.normalizesByDefault)

        var references = reference[...]
        let samples = episodes.indices.map { index in
            defer { references = references.dropFirst(episodes[index].turns.count) }
            return Sample(
                episode: episodes[index], advantages: advantages.perToken[index],
                reference: references.prefix(episodes[index].turns.count).flatMap { $0 },
                values: values.isEmpty ? [] : values[index], targets: values.isEmpty ? [] : advantages.targets[index])
        }
        defer {
            policy.parametersChanged()
            critic?.parametersChanged()
        }
        for epoch in 0..<settings.epochs {
            var numbers = RandomKey(
                seed: settings.seed, purpose: .minibatches, update: update, episode: epoch
            ).stream()
            let order = numbers.permutation(episodes.count)
            for minibatch in 0..<settings.minibatches {
                try interrupt.check()
                let range = Shards(count: settings.minibatches).range(minibatch, of: order.count)
                let samples = order[range].map { samples[$0] }
                // Conversations without a token of the policy's teach nothing.
                guard samples.contains(where: { !$0.advantages.isEmpty }) else { continue }
                let place =
                    "update \(update), epoch \(epoch + 1) of \(settings.epochs), minibatch \(minibatch + 1) of \(settings.minibatches)"
                try Diverged.placed(place) { try report.add(step(samples)) }
            }
        }
        try Diverged.placed("update \(update)") { try optimizer.checkFinite() }

        report.finish(
            episodes: episodes, kl: kl, values: values.flatMap { $0 }, targets: advantages.targets.flatMap { $0 },
            standardDeviation: advantages.standardDeviation, klIn: settings.klIn,
            learningRate: settings.learningRate * schedule.factor(update),
            training: ContinuousClock.now - started)
        return report
    }

    /// An episode with what the update needs of it.
    private struct Sample {
        var episode: Episode
        /// One number a token.
        var advantages: [Double]
        /// log rho of each token.
        var reference: [Float]
        /// V_old and what the critic is to say, wherever it gives a value; empty without a critic.
        var values: [Double], targets: [Double]
    }

    /// One optimizer step on a minibatch: the loss is a mean over its tokens, plus a mean over its values.
    private func step(_ samples: [Sample]) throws -> StepReport {
        let tokens = Double(samples.reduce(0) { $0 + $1.advantages.count })
        let valued = Double(max(1, samples.reduce(0) { $0 + $1.values.count }))
        let trunks = critic?.separate == nil ? 1 : 2, micro = settings.microBatching
        let limit = micro.tokens(of: policy.transformer, shards: policy.shards.count, trunks: trunks)
        let (gradient, reports) = try shardedGradient(
            policy.shards, of: optimizer.parameters,
            activationBytes: micro.activationBytes(shards: policy.shards.count, trunks: trunks)
        ) { shard, tape -> StepReport? in
            let part = Array(samples[policy.shards.range(shard, of: samples.count)])
            guard part.contains(where: { !$0.advantages.isEmpty }) else { return nil }
            let batch = EpisodeBatch(part.map(\.episode), window: environment.window)
            let oldLogProbs = part.flatMap { $0.episode.turns.flatMap(\.logProbs) }
            let advantages = part.flatMap { $0.advantages.map(Float.init) }
            let reference = part.flatMap(\.reference)
            let oldValues = part.flatMap { $0.values.map(Float.init) }
            let targets = part.flatMap { $0.targets.map(Float.init) }

            // Terms of all sums, one a token or a value: what is reported does not depend on how the batch is cut.
            var terms = StepTerms()
            for part in batch.parts(tokens: limit) where critic != nil || !part.actions.isEmpty {
                let hidden = try policy.transformer.hidden(part.sequences, on: tape)
                let (logProbs, entropies) = try policy.transformer.logProbs(
                    hidden.rows(part.actionRows), of: Array(batch.actions[part.actions]), withEntropies: true, on: tape)
                let ratio = try (logProbs - Tensor(Array(oldLogProbs[part.actions]))).exp()
                let gains = try Self.policyTerms(
                    ratio: ratio, advantages: Tensor(Array(advantages[part.actions])), clip: settings.clip)
                var loss = try gains.sum() * -1 * (1 / tokens)
                try terms.add(gains: gains, ratio: ratio, entropies: entropies)

                if settings.klIn == .loss {
                    let divergences = try Self.divergenceTerms(logProbs, Tensor(Array(reference[part.actions])))
                    loss = try loss + divergences.sum() * (settings.kl / tokens)
                    try terms.add(divergences: divergences)
                }
                if let critic {
                    let range = critic.range(part)
                    let errors = try Self.valueTerms(
                        values: critic.values(part, policyHidden: hidden, on: tape),
                        old: Tensor(Array(oldValues[range])), targets: Tensor(Array(targets[range])),
                        clip: settings.valueClip)
                    loss = try loss + errors.sum() * 0.5 * (settings.valueCoefficient / valued)
                    try terms.add(errors: errors)
                }
                try tape.backward(loss)
            }
            return try terms.report(tokens: tokens, valued: valued, clip: settings.clip)
        }
        var report = reports.reduce(StepReport(), +)
        try report.checkFinite()
        report.gradientNorm = try clip(gradient)
        try optimizer.step(gradients: gradient, scale: schedule.factor(update))
        return report
    }

    /// Scales the gradient down to the norm that is allowed.
    ///
    /// - Returns: its norm before, that of the policy's part where the two are clipped apart.
    private func clip(_ gradient: [Tensor]) throws -> Double {
        let count = policy.transformer.trainedParameters.count
        guard chosenSettings.gradientClipOver == .each, count < gradient.count else {
            return try AdamW.clip(gradient, to: settings.gradientClip)
        }
        try AdamW.clip(Array(gradient[count...]), to: settings.gradientClip)
        return try AdamW.clip(Array(gradient[..<count]), to: settings.gradientClip)
    }

    /// log rho of each sampled token, turn by turn.
    private func referenceLogProbs(_ episodes: [Episode]) throws -> [[Float]] {
        let transformer = reference.transformer
        let limit = settings.microBatching.tokens(of: transformer, shards: policy.shards.count)
        return try policy.shards.map { shard -> [[Float]] in
            let part = Array(episodes[policy.shards.range(shard, of: episodes.count)])
            let batch = EpisodeBatch(part, window: environment.window)
            var flat = try batch.parts(tokens: limit).flatMap { part in
                guard !part.actions.isEmpty else { return [Float]() }
                let hidden = try transformer.hidden(part.sequences).rows(part.actionRows)
                return try transformer.logProbs(hidden, of: Array(batch.actions[part.actions])).logProbs.floats()
            }[...]
            return batch.turnLengths.map { length in
                defer { flat = flat.dropFirst(length) }
                return Array(flat.prefix(length))
            }
        }.flatMap { $0 }
    }
}

// The paper's quantities, one function each; `Advantages` has the others.
extension PPO {
    /// KL_t: the mean over a turn's tokens of `log pi_old - log rho`.
    package static func meanKL(_ logProbs: [Float], _ reference: [Float]) -> Double {
        zip(logProbs, reference).reduce(0) { $0 + Double($1.0) - Double($1.1) } / Double(max(1, logProbs.count))
    }

    /// `r - log r` with `r = rho / pi` of each token, `[tokens]`. Less 1, its mean is the estimate k3 of KL(pi, rho), which is never negative.
    ///
    /// Schulman, "Approximating KL Divergence", http://joschu.net/blog/kl-approx.html.
    package static func divergenceTerms(_ logProbs: Tensor, _ reference: Tensor) throws -> Tensor {
        let logRatio = try reference - logProbs
        return try logRatio.exp() - logRatio
    }

    /// `min(ratio A, clip(ratio, 1 - clip, 1 + clip) A)` of each token, of which the policy's loss is minus the mean. All: `[tokens]`.
    package static func policyTerms(ratio: Tensor, advantages: Tensor, clip: Double) throws -> Tensor {
        try Tensor.minimum(ratio * advantages, ratio.clamped(1 - clip...1 + clip) * advantages)
    }

    /// `max((V - R)^2, (clip(V, V_old - clip, V_old + clip) - R)^2)` of each value, of which the critic's loss is half the mean. All:
    /// `[turns]`, or `[tokens]`.
    package static func valueTerms(values: Tensor, old: Tensor, targets: Tensor, clip: Double) throws -> Tensor {
        let clipped = try old + (values - old).clamped(-clip...clip)
        return try Tensor.maximum((values - targets).squared(), (clipped - targets).squared())
    }
}
