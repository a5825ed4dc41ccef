import Foundation
import Models
import Rollouts
import TestSupport
import Testing
import Torch
import Training

/// Whole updates as PyTorch computed them; see scripts/golden/ppo_updates.py.
private struct UpdateGoldens: Decodable {
    struct Turn: Decodable {
        var prompt: [TokenID]
        var answer: [TokenID]
        var log_probs: [Float]
        var value: Float
        var reward: Double
    }
    struct Episode: Decodable { var turns: [Turn] }
    struct Update: Decodable {
        var episodes: [Episode]
        var kl, policy_loss, entropy, clip_fraction, gradient_norm, advantage_deviation, learning_rate: Double
        var value_loss, kl_loss, explained_variance: Double?
        var values: [Double]?
    }
    struct Settings: Decodable {
        var episodes, epochs, minibatches, warmup, group: Int
        var learning_rate, value_learning_rate, weight_decay, final, clip, value_clip, value_coefficient, kl: Double
        var gradient_clip, lambda: Double
        var weight_decay_on, advantage, kl_in: String
        var gradient_clip_over, critic: String?
        var normalize: Bool?
        var seed: UInt64
        var window: Int?
    }
    var name: String
    var settings: Settings
    var updates: [Update]
    var policy: [Double]
    var critic: [Double]?

    static let all = try! JSONDecoder().decode([UpdateGoldens].self, from: golden("ppo_updates.json"))
}

@Suite struct PPOUpdateGoldenTests {
    static let config = TransformerConfig(
        vocabularySize: 24, hiddenSize: 16, intermediateSize: 24, layers: 1, heads: 2, keyValueHeads: 1,
        headDimension: 16,
        maximumPositions: 64, tiesEmbeddings: true)

    /// The waves that the script starts from.
    private static func start(_ tensor: Int, _ shape: [Int]) -> [Float] {
        (0..<shape.reduce(1, *)).map { index in
            let (i, t) = (Double(index), Double(tensor))
            if shape.count == 1 { return Float(1 + 0.1 * sin(0.9 * i + t)) }
            return Float(1.2 / Double(shape[1]).squareRoot() * sin((1.3 + 0.11 * t) * i + 0.4 * i * i))
        }
    }

    static func policy() throws -> LanguageModel {
        let shapes = config.expectedTensors
        let transformer = try Transformer(config: config) { name in
            let index = shapes.firstIndex { $0.name == name }!
            return start(index, shapes[index].dimensions)
        }
        return try LanguageModel(
            name: "small", transformer: transformer, codec: ByteCodec(),
            valueHead: ValueHead(weight: start(shapes.count, [1, 16]), bias: 0.1), folder: "", shards: Shards(count: 2))
    }

    /// Nothing is played: the episodes are given.
    struct Given: Rollouts.Environment {
        var window: Int?
        var group: Int
        func episodes(
            policy: any Policy, update: Int, count: Int, seed: UInt64
        ) throws -> [Episode] { [] }
    }

    private static func settings(_ given: UpdateGoldens.Settings, updates: Int) throws -> PPO.Settings {
        var s = PPO.Settings()
        (s.updates, s.episodes, s.epochs, s.minibatches) = (updates, given.episodes, given.epochs, given.minibatches)
        (s.learningRate, s.valueLearningRate) = (given.learning_rate, given.value_learning_rate)
        (s.weightDecay, s.warmup, s.final) = (given.weight_decay, given.warmup, given.final)
        s.weightDecayOn = try #require(WeightDecayScope(rawValue: given.weight_decay_on))
        (s.clip, s.valueClip, s.valueCoefficient) = (given.clip, given.value_clip, given.value_coefficient)
        (s.kl, s.gradientClip, s.seed) = (given.kl, given.gradient_clip, given.seed)
        s.klIn = try #require(PPO.Settings.KLPlace(rawValue: given.kl_in))
        s.gradientClipOver = given.gradient_clip_over.flatMap(PPO.Settings.ClipScope.init)
        s.advantage = try #require(AdvantageKind(rawValue: given.advantage))
        (s.lambda, s.normalizesAdvantages) = (given.lambda, given.normalize)
        s.critic = given.critic.flatMap(PPO.Settings.CriticKind.init)
        return s
    }

    private static func episode(_ given: UpdateGoldens.Episode) -> Episode {
        var episode = Episode(problem: Problem(name: "p", statement: "", publicTests: [], privateTests: []))
        episode.turns = given.turns.map { given in
            var turn = Turn(prompt: given.prompt, answer: given.answer, logProbs: given.log_probs, value: given.value)
            turn.reward = given.reward
            return turn
        }
        return episode
    }

    /// Every seventh number of a model, in the order of the script.
    private static func sample(_ model: LanguageModel, withHead: Bool) throws -> [Double] {
        var numbers = try config.expectedTensors.flatMap { try model.transformer.floats(named: $0.name) }
        if withHead { numbers += try model.valueWeight.floats() + model.valueBias.floats() }
        return stride(from: 0, to: numbers.count, by: 7).map { Double(numbers[$0]) }
    }

    @Test(arguments: UpdateGoldens.all.indices) func updatesEqualPyTorch(_ index: Int) throws {
        let golden = UpdateGoldens.all[index]
        let policy = try Self.policy()
        let ppo = try PPO(
            policy: policy, environment: Given(window: golden.settings.window, group: golden.settings.group),
            settings: Self.settings(golden.settings, updates: golden.updates.count))
        for (number, update) in golden.updates.enumerated() {
            let report = try ppo.learn(update.episodes.map(Self.episode))
            let numbers: [(String, Double?, Double?)] = [
                ("kl", report.kl, update.kl), ("policy loss", report.policyLoss, update.policy_loss),
                ("value loss", report.valueLoss, update.value_loss), ("entropy", report.entropy, update.entropy),
                ("KL in the loss", report.klLoss, update.kl_loss),
                ("clip fraction", report.clipFraction, update.clip_fraction),
                ("gradient norm", report.gradientNorm, update.gradient_norm),
                ("deviation", report.advantageStandardDeviation, update.advantage_deviation),
                ("explained variance", report.explainedVariance, update.explained_variance),
                ("learning rate", report.learningRate, update.learning_rate),
            ]
            for (what, found, expected) in numbers {
                let place =
                    "\(golden.name), update \(number + 1), \(what): \(String(describing: found)), not \(String(describing: expected))"
                #expect((found == nil) == (expected == nil), "\(place)")
                if let found, let expected { #expect(close(found, expected, 5e-6 * max(1, abs(expected))), "\(place)") }
            }
            if let values = update.values {
                let recorded = report.episodes.flatMap { $0.turns.map { Double($0.value) } }
                for (found, expected) in zip(recorded, values) {
                    #expect(close(found, expected, 1e-5), "\(golden.name)")
                }
            }
        }
        let needsHead = golden.critic == nil && golden.updates[0].value_loss != nil
        func compare(_ what: String, _ model: LanguageModel, _ expected: [Double], withHead: Bool) throws {
            let found = try Self.sample(model, withHead: withHead)
            #expect(found.count == expected.count)
            let worst = zip(found, expected).map { abs($0 - $1) }.max()!
            #expect(worst < 5e-6, "\(golden.name), \(what): \(worst)")
        }
        try compare("policy", policy, golden.policy, withHead: needsHead)
        #expect((ppo.separateCritic == nil) == (golden.critic == nil))
        if let critic = ppo.separateCritic, let expected = golden.critic {
            try compare("critic", critic, expected, withHead: true)
        }
    }
}
