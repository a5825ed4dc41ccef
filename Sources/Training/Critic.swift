internal import Models
internal import Rollouts
internal import Torch

/// V(c_t), read at the last token of a turn's prompt.
struct Critic {
    private let policy: LanguageModel
    /// The critic's own trunk and head, or nil when it shares the policy's.
    private let separate: LanguageModel?

    /// - Parameter kind: a separate critic starts as a copy of the policy.
    init(_ kind: PPO.Settings.CriticKind, policy: LanguageModel) throws {
        self.policy = policy
        separate = kind == .separate ? try policy.copy() : nil
    }

    private var model: LanguageModel { separate ?? policy }

    /// What is the critic's own.
    var ownParameters: [Tensor] { separate?.parameters ?? [] }

    /// What is trained beside the policy's transformer.
    func parameterGroups(_ settings: PPO.Settings) -> [AdamW.Group] {
        let head = AdamW.Group(
            parameters: [model.valueWeight, model.valueBias], learningRate: settings.valueLearningRate)
        guard let separate else { return [head] }
        return [
            AdamW.Group(
                parameters: separate.transformer.parameters, learningRate: settings.learningRate,
                weightDecay: settings.weightDecay), head,
        ]
    }

    /// V_old of each turn: as sampled when the trunk is shared, else from the critic's own pass.
    func values(_ episodes: [Episode], sampled: [Double], window: Int?) throws -> [Double] {
        guard let separate else { return sampled }
        return try policy.shards.map { shard -> [Double] in
            let part = Array(episodes[policy.shards.range(shard, of: episodes.count)])
            guard !part.isEmpty else { return [] }
            return try withoutGradient {
                let batch = EpisodeBatch(part, window: window)
                let hidden = try separate.transformer.hidden(batch.sequences).rows(batch.valueRows)
                return try separate.values(hidden).floats().map(Double.init)
            }
        }.flatMap { $0 }
    }

    /// V of each turn of `batch` with gradient, `[turns]`. `policyHidden`: the policy's own states, `[tokens, width]`.
    func values(_ batch: EpisodeBatch, policyHidden: Tensor) throws -> Tensor {
        let hidden = try separate?.transformer.hidden(batch.sequences) ?? policyHidden
        return try model.values(hidden.rows(batch.valueRows))
    }
}
