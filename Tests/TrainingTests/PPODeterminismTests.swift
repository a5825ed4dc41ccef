import Environments
import Models
import Rollouts
import TestSupport
import Testing
import Torch
import Training

@Suite struct PPODeterminismTests {
    static func model(_ shards: Shards, seed: UInt64 = 1) throws -> LanguageModel {
        let config = TransformerConfig(
            vocabularySize: 260, hiddenSize: 32, intermediateSize: 48, layers: 2, heads: 2, keyValueHeads: 1,
            maximumPositions: 512, tiesEmbeddings: true, pad: 0)
        return try LanguageModel(
            name: "tiny", transformer: Transformer(config: config, seed: seed), codec: ByteCodec(), valueHead: nil,
            folder: "", shards: shards)
    }

    static func train(_ shards: Shards, critic: PPO.Settings.CriticKind = .shared) throws -> ([[Float]], [PPO.Report]) {
        let policy = try model(shards)
        let environment = TrainingEpisodes(
            try CodeEnvironment(
                problems: MiniContests.problems(.train, count: 50, seed: 3), executor: ScriptedExecutor.miniContests()))
        var settings = PPO.Settings()
        (settings.episodes, settings.minibatches, settings.epochs, settings.critic) = (10, 2, 2, critic)
        let ppo = try PPO(policy: policy, environment: environment, settings: settings)
        let reports = try (0..<3).map { _ in try ppo.advance() }
        return (try policy.transformer.parameters.map { try $0.floats() }, reports)
    }

    /// Weights, episodes and numbers have the same bits on one core and on two, and in every repetition.
    @Test(arguments: PPO.Settings.CriticKind.allCases) func oneCoreEqualsTwo(_ critic: PPO.Settings.CriticKind) throws {
        let two = try Self.train(Shards(count: 2), critic: critic)
        let one = try Self.train(Shards(count: 2, runsConcurrently: false), critic: critic)
        #expect(one.0 == two.0)
        #expect(one.1.map(\.episodes) == two.1.map(\.episodes))
        #expect(one.1.map(\.policyLoss) == two.1.map(\.policyLoss))
        #expect(one.1.map(\.valueLoss) == two.1.map(\.valueLoss))
        #expect(try Self.train(Shards(count: 2), critic: critic).0 == two.0)
    }

    /// The number of shards is a part of the run: it changes the order of sums, and little else.
    @Test func shardsChangeRoundingAlone() throws {
        let two = try Self.train(Shards(count: 2)), three = try Self.train(Shards(count: 3))
        #expect(two.1[0].episodes == three.1[0].episodes)
        let difference = zip(two.0.joined(), three.0.joined()).map { abs($0 - $1) }.max()!
        #expect(difference < 1e-2)
    }

    @Test func trainingChangesThePolicyAndMeasuresIt() throws {
        let before = try Self.model(Shards(count: 2)).transformer.parameters.map { try $0.floats() }
        let (after, reports) = try Self.train(Shards(count: 2))
        #expect(before != after)
        #expect(abs(reports[0].kl) < 1e-5)  // sampling and training passes agree, and nothing has moved yet
        #expect(reports[0].clipFraction < 1)
        #expect(abs(reports[2].kl) > 1e-6)
        #expect(reports.allSatisfy { $0.gradientNorm > 0 && $0.invalidRate == 1 && $0.turns == 3 })
    }
}
