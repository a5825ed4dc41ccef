import Foundation
import Testing
import Torch
import Training

/// What PyTorch computed; see scripts/golden/ppo.py.
struct PPOGoldens: Decodable {
    struct Token: Decodable {
        var id: Int32
        var logits: [Float]
        var log_old: Float
        var log_reference: Float
        var log_new: Double
        var log_new_gradient: Double
        var logits_gradient: [Double]
    }
    struct Turn: Decodable {
        var valid: Bool
        var value_old: Double
        var value_new: Double
        var tokens: [Token]
        var kl: Double
        var reward: Double
        var `return`: Double
        var advantage: Double
        var normalised_advantage: Double
        var value_gradient: Double
    }
    struct Episode: Decodable {
        var solved: Bool
        var turns: [Turn]
    }
    struct Case: Decodable {
        var episodes: [Episode]
        var advantage_deviation: Double
        var policy_loss: Double
        var value_loss: Double
        var total_loss: Double
    }
    var by_hand: Case
    var drawn: Case

    static func read(_ name: String) throws -> Case {
        let goldens = try JSONDecoder().decode(PPOGoldens.self, from: golden("ppo.json"))
        return name == "drawn" ? goldens.drawn : goldens.by_hand
    }
}

func golden(_ name: String) throws -> Data {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try Data(contentsOf: folder.appendingPathComponent("Goldens/\(name)"))
}

func close(_ a: Double, _ b: Double, _ tolerance: Double = 2e-6) -> Bool { abs(a - b) < tolerance }

@Suite struct PPOGoldenTests {
    @Test(arguments: ["by_hand", "drawn"])
    func returnsAndAdvantages(_ name: String) throws {
        let golden = try PPOGoldens.read(name)
        let turns = golden.episodes.flatMap(\.turns)
        let kl = turns.map { PPO.meanKL($0.tokens.map(\.log_old), $0.tokens.map(\.log_reference)) }
        var paid: [Double] = []
        for episode in golden.episodes {
            for (i, turn) in episode.turns.enumerated() {
                let last = i == episode.turns.count - 1 ? (episode.solved ? 1.0 : -1.0) : 0
                paid.append(last + (turn.valid ? 0 : -0.2))
            }
        }
        var first = 0
        let batch = AdvantageBatch(
            episodes: golden.episodes.map { episode in
                let range = first..<first + episode.turns.count
                first = range.upperBound
                return .init(
                    paid: Array(paid[range]), penalties: kl[range].map { 0.05 * $0 },
                    lengths: episode.turns.map(\.tokens.count), values: episode.turns.map(\.value_old))
            })
        let estimator = AdvantageKind.turnValue.estimator(lambda: 1)
        let raw = estimator.estimate(batch, normalizes: false), normalised = estimator.estimate(batch, normalizes: true)
        let rewards = batch.episodes.flatMap(\.rewards), returns = raw.targets.flatMap { $0 }
        #expect(close(raw.standardDeviation, golden.advantage_deviation))
        #expect(close(normalised.standardDeviation, golden.advantage_deviation))
        let tokens = turns.flatMap { turn in turn.tokens.map { _ in turn } }
        for (i, turn) in tokens.enumerated() {
            #expect(close(raw.perToken.flatMap { $0 }[i], turn.advantage))
            #expect(close(normalised.perToken.flatMap { $0 }[i], turn.normalised_advantage))
        }
        for (i, turn) in turns.enumerated() {
            #expect(close(kl[i], turn.kl))
            #expect(close(rewards[i], turn.reward))
            #expect(close(returns[i], turn.return))
        }
    }

    @Test(arguments: ["by_hand", "drawn"])
    func lossesAndTheirGradients(_ name: String) throws {
        let golden = try PPOGoldens.read(name)
        let turns = golden.episodes.flatMap(\.turns), tokens = turns.flatMap(\.tokens)
        let vocabulary = tokens[0].logits.count
        let logits = try Tensor(tokens.flatMap(\.logits), shape: [tokens.count, vocabulary])
        let values = try Tensor(turns.map { Float($0.value_new) })
        try logits.requireGradient()
        try values.requireGradient()

        // The logits are those of an output that copies its inputs.
        let same = (0..<vocabulary * vocabulary).map { Float($0 % (vocabulary + 1) == 0 ? 1 : 0) }
        let output = Parameter(try Tensor(same, shape: [vocabulary, vocabulary]))
        let logProbs = try logits.logProbs(output, of: tokens.map(\.id)).logProbs
        let advantages = try Tensor(turns.flatMap { turn in turn.tokens.map { _ in Float(turn.normalised_advantage) } })
        let ratio = try (logProbs - Tensor(tokens.map(\.log_old))).exp()
        let policy =
            try PPO.policyTerms(ratio: ratio, advantages: advantages, clip: 0.2).sum() * (-1 / Double(tokens.count))
        let value =
            try PPO.valueTerms(
                values: values, old: Tensor(turns.map { Float($0.value_old) }),
                targets: Tensor(turns.map { Float($0.return) }), clip: 0.2
            ).sum() * (0.5 / Double(turns.count))
        let total = try policy + value * 0.5

        for (found, token) in zip(try logProbs.floats(), tokens) { #expect(close(Double(found), token.log_new)) }
        #expect(close(try policy.item(), golden.policy_loss))
        #expect(close(try value.item(), golden.value_loss))
        #expect(close(try total.item(), golden.total_loss))
        let gradients = try total.pulledBack(to: [logits, values])
        for (found, expected) in zip(try #require(gradients[0]).floats(), tokens.flatMap(\.logits_gradient)) {
            #expect(close(Double(found), expected))
        }
        for (found, turn) in zip(try #require(gradients[1]).floats(), turns) {
            #expect(close(Double(found), turn.value_gradient))
        }
    }
}
