import Foundation
import Models
import Rollouts
import Torch
import Training

/// Hashes of all that Assay computes with `minicoder`, by settings of its own, so that no default has a part in them.
struct Fingerprint: Sendable, Equatable {
    var logits: UInt64
    var gradients: UInt64
    var tokens: UInt64
    var logProbs: UInt64
    /// The weights after each of three updates.
    var updates: [UInt64]
    /// The weights after one step of supervised fine-tuning.
    var fineTuned: UInt64

    /// Works it out anew.
    static func compute() throws -> Fingerprint {
        let sequences = (0..<3).map { index in
            WeightedSequence(
                tokens: tokens(20 + 17 * index, seed: index), weights: (0..<20 + 17 * index).map { $0 > 5 ? 1 : 0 })
        }
        let model = try model(), transformer = model.transformer
        var batch = PackedSequences()
        for sequence in sequences { batch.append(sequence.tokens) }
        var logits = Hash(), gradients = Hash(), sampled = Hash(), logProbs = Hash()
        try logits.add(transformer.logits(transformer.hidden(batch)).floats())
        let tape = Tape(training: transformer.parameters)
        try tape.backward(transformer.weightedLogProbs(WeightedBatch(sequences), on: tape)!.sum() * -1)
        for gradient in try tape.takeGradients(of: transformer.parameters) { try gradients.add(gradient!.floats()) }
        for episode in try Conversations(temperature: 0.8).episodes(policy: model, update: 0, count: 9, seed: 4) {
            for turn in episode.turns {
                sampled.add(turn.answer)
                logProbs.add(turn.logProbs + [turn.value])
            }
        }
        return Fingerprint(
            logits: logits.value, gradients: gradients.value, tokens: sampled.value, logProbs: logProbs.value,
            updates: try updates(), fineTuned: try fineTuned(sequences))
    }

    private static func updates() throws -> [UInt64] {
        let policy = try model()
        var settings = PPO.Settings()
        (settings.updates, settings.episodes, settings.epochs, settings.minibatches) = (3, 5, 2, 2)
        (settings.learningRate, settings.valueLearningRate, settings.weightDecay, settings.warmup) = (
            5e-4, 3e-3, 0.1, 1
        )
        (settings.clip, settings.valueClip, settings.valueCoefficient) = (0.2, 0.2, 0.5)
        (settings.kl, settings.gradientClip, settings.normalizesAdvantages) = (0.05, 1, true)
        (settings.critic, settings.seed, settings.final) = (.shared, 7, 0.1)
        (settings.valueHead, settings.weightDecayOn, settings.gradientClipOver) = (.zero, .matrices, .all)
        (settings.advantage, settings.lambda) = (.turnValue, 1)
        let ppo = try PPO(policy: policy, environment: Conversations(), settings: settings)
        return try (0..<3).map { _ in
            let report = try ppo.advance()
            var hash = Hash()
            for parameter in policy.parameters { try hash.add(parameter.floats()) }
            hash.add([report.policyLoss, report.valueLoss ?? 0, report.entropy, report.gradientNorm].map { Float($0) })
            return hash.value
        }
    }

    private static func fineTuned(_ sequences: [WeightedSequence]) throws -> UInt64 {
        let model = try model()
        var settings = FineTuner.Settings()
        (settings.learningRate, settings.weightDecay, settings.betas) = (1e-3, 0.05, [0.9, 0.98])
        (settings.gradientClip, settings.warmup, settings.batchTokens, settings.seed) = (1, 1, 1000, 3)
        (settings.weightDecayOn, settings.final) = (.matrices, 0.1)
        _ = try FineTuner(model: model, settings: settings).pass(over: sequences).advance(steps: 1)
        var hash = Hash()
        for parameter in model.parameters { try hash.add(parameter.floats()) }
        return hash.value
    }

    private static func model() throws -> LanguageModel {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try LanguageModel(
            folder: root.path() + "experiments/minicoder", name: "minicoder", shards: Shards(count: 3))
    }

    fileprivate static func tokens(_ count: Int, seed: Int) -> [TokenID] {
        var numbers = RandomKey(seed: 1, purpose: .script, episode: seed).stream()
        return (0..<count).map { _ in TokenID(4 + numbers.below(600)) }
    }
}

/// Two turns of a few tokens, paid by the numbers of the tokens: an environment in which nothing but the policy computes.
private struct Conversations: Environment {
    let window: Int? = nil, group = 1
    var temperature = 1.0

    func episodes(policy: any Policy, update: Int, count: Int, seed: UInt64) throws -> [Episode] {
        guard let model = policy as? LanguageModel else { preconditionFailure("tokens are asked of a language model") }
        let session = try model.session(
            rows: count, sampling: Sampling(temperature: temperature, maximumTokens: 9, ends: [3]))
        var episodes = (0..<count).map {
            Episode(problem: Problem(name: "\($0)", statement: "", publicTests: [], privateTests: []))
        }
        for turn in 0..<2 {
            let requests = episodes.indices.map { row in
                AnswerRequest(
                    row: row, context: .append(Fingerprint.tokens(5 + row % 4, seed: 100 * turn + row)),
                    key: RandomKey(seed: seed, purpose: .tokens, update: update, episode: row, turn: turn))
            }
            for (request, answer) in zip(requests, try session.answer(requests)) {
                guard case .append(let prompt) = request.context else { continue }
                var played = Turn(
                    prompt: prompt, answer: answer.tokens, logProbs: answer.logProbs, value: answer.value)
                played.reward = answer.tokens.last.map { Double($0 % 5) / 4 - 0.5 } ?? 0
                episodes[request.row].turns.append(played)
            }
        }
        return episodes
    }
}

/// FNV-1a over 32-bit words.
private struct Hash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    private mutating func add(word: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) {
            value = (value ^ UInt64(word >> shift & 0xff)) &* 0x100_0000_01b3
        }
    }
    mutating func add(_ numbers: [Float]) { for number in numbers { add(word: number.bitPattern) } }
    mutating func add(_ tokens: [TokenID]) { for token in tokens { add(word: UInt32(bitPattern: token)) } }
}
