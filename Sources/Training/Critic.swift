internal import Models
internal import Rollouts
internal import Torch

/// V, what the policy may expect from a context on: a linear map of a transformer's states, read once a turn or before each token.
struct Critic {
    let level: ValueLevel
    private let policy: LanguageModel
    /// The critic's own trunk and head, or nil when it shares the policy's.
    let separate: LanguageModel?

    /// - Parameters:
    ///   - kind: a separate critic starts as a copy of the policy.
    ///   - model: a separate critic to go on with in place of a copy.
    init(
        _ kind: PPO.Settings.CriticKind, _ level: ValueLevel, policy: LanguageModel, model: LanguageModel?,
        settings: PPO.Settings
    ) throws {
        (self.level, self.policy) = (level, policy)
        separate = kind == .separate ? try model ?? policy.copy() : nil
        try self.model.beginValueHead { try Self.start(settings, config: policy.transformer.config) }
    }

    private var model: LanguageModel { separate ?? policy }

    /// A head for a model that has none. The paper's is random; the deviation is the one that `transformers` gives to new heads.
    private static func start(_ settings: PPO.Settings, config: TransformerConfig) throws -> ValueHead {
        let width = config.hiddenSize
        guard settings.valueHead == .random else {
            return ValueHead(weight: [Float](repeating: 0, count: width), bias: 0)
        }
        var numbers = RandomKey(
            seed: settings.seed, purpose: .initialisation, episode: config.expectedTensors.count
        ).stream()
        return ValueHead(weight: (0..<width).map { _ in Float(0.02 * numbers.normals().0) }, bias: 0)
    }

    /// What is the critic's own.
    var ownParameters: [Tensor] { separate?.parameters ?? [] }

    /// Tells that its parameters changed.
    func parametersChanged() { separate?.parametersChanged() }

    /// What is trained beside the policy's transformer.
    func parameterGroups(_ settings: PPO.Settings) -> [AdamW.Group] {
        let trunk = separate.map {
            settings.weightDecayOn.groups(
                of: $0.transformer.trainedParameters, learningRate: settings.learningRate,
                weightDecay: settings.weightDecay)
        }
        return (trunk ?? [])
            + settings.weightDecayOn.groups(
                of: [model.valueWeight, model.valueBias], learningRate: settings.valueLearningRate,
                weightDecay: settings.weightDecay)
    }

    /// V_old wherever the critic gives a value, episode by episode: as it was sampled where that is all, else from a pass of its own.
    func values(_ episodes: [Episode], window: Int?, microBatching: MicroBatching) throws -> [[Double]] {
        if separate == nil, level == .turn { return episodes.map { $0.turns.map { Double($0.value) } } }
        let tokens = microBatching.tokens(of: model.transformer, shards: policy.shards.count)
        return try policy.shards.map { shard -> [[Double]] in
            let part = Array(episodes[policy.shards.range(shard, of: episodes.count)])
            var values = try EpisodeBatch(part, window: window).parts(tokens: tokens).flatMap { part in
                guard !rows(part).isEmpty else { return [Double]() }
                return try model.values(model.transformer.hidden(part.sequences).rows(rows(part)))
                    .floats().map(Double.init)
            }[...]
            return part.map { episode in
                let count = level == .turn ? episode.turns.count : episode.turns.reduce(0) { $0 + $1.answer.count }
                defer { values = values.dropFirst(count) }
                return Array(values.prefix(count))
            }
        }.flatMap { $0 }
    }

    /// Writes values into the turns for the record, that of each turn's prompt, unless they came from there.
    func note(_ values: [[Double]], in episodes: inout [Episode]) {
        if separate == nil, level == .turn { return }
        for index in episodes.indices {
            var first = 0
            for turn in episodes[index].turns.indices {
                let length = level == .turn ? 1 : episodes[index].turns[turn].answer.count
                if length > 0 { episodes[index].turns[turn].value = Float(values[index][first]) }
                first += length
            }
        }
    }

    /// V with gradient wherever it is given in `part`, turn by turn. `policyHidden`: the policy's own states, `[tokens, width]`.
    func values(_ part: EpisodeBatch.Part, policyHidden: Tensor, on tape: Tape) throws -> Tensor {
        let hidden = try separate?.transformer.hidden(part.sequences, on: tape) ?? policyHidden
        return try model.values(hidden.rows(rows(part)), on: tape)
    }

    /// Which of a batch's values are given in `part`.
    func range(_ part: EpisodeBatch.Part) -> Range<Int> { level == .turn ? part.turns : part.actions }

    private func rows(_ part: EpisodeBatch.Part) -> [Int32] { level == .turn ? part.valueRows : part.actionRows }
}
