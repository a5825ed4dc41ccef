import Models
import Rollouts
import TestSupport
import Testing
import Torch
import Training

/// How much is in memory at once decides no bit: not of the weights, not of what is reported.
@Suite struct MicroBatchingTests {
    /// From a sequence at a time to all at once; without checkpoints, with all, and with those of some layers.
    static let ways: [MicroBatching] = [1, 30, 64, 1_000_000].flatMap { tokens in
        [nil, true, false].map { MicroBatching(tokens: tokens, checkpointing: $0) }
    }

    /// Episodes of up to four turns, some of which say nothing; past the window a turn has a sequence of its own.
    private static func episodes() -> [Episode] {
        (0..<9).map { index in
            var episode = Episode(problem: Problem(name: "p", statement: "", publicTests: [], privateTests: []))
            var numbers = RandomKey(seed: 5, purpose: .script, episode: index).stream()
            func tokens(_ count: Int) -> [TokenID] { (0..<count).map { _ in TokenID(numbers.below(24)) } }
            for turn in 0...index % 4 {
                let answer = tokens((index + turn) % 3 * 2)
                var played = Turn(
                    prompt: tokens(3 + turn), answer: answer,
                    logProbs: answer.map { _ in Float(-3.2 + 0.2 * numbers.normals().0) },
                    value: Float(numbers.normals().0 / 10))
                played.reward = numbers.normals().0
                episode.turns.append(played)
            }
            return episode
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var critic: PPO.Settings.CriticKind?
        var advantage: AdvantageKind
        var klIn = PPO.Settings.KLPlace.reward
        var testDescription: String { "\(advantage), \(critic.map { "\($0)" } ?? "no") critic" }
    }
    static let cases = [
        Case(critic: .shared, advantage: .turnValue), Case(critic: .separate, advantage: .tokenValue),
        Case(critic: nil, advantage: .none, klIn: .loss),
    ]

    @Test(arguments: cases) func updatesAreTheSame(_ given: Case) throws {
        func train(_ way: MicroBatching) throws -> [[Float]] {
            let policy = try PPOUpdateGoldenTests.policy()
            var settings = PPO.Settings()
            (settings.episodes, settings.minibatches, settings.epochs) = (9, 2, 2)
            (settings.critic, settings.advantage, settings.microBatching) = (given.critic, given.advantage, way)
            settings.klIn = given.klIn
            let ppo = try PPO(
                policy: policy, environment: PPOUpdateGoldenTests.Given(window: 1, group: 1), settings: settings)
            let reports = try (0..<2).map { _ in try ppo.learn(Self.episodes()) }
            let numbers = reports.map { report in
                [
                    report.policyLoss, report.valueLoss ?? 0, report.entropy, report.clipFraction, report.gradientNorm,
                    report.kl, report.klLoss ?? 0, report.explainedVariance ?? 0,
                ].map { Float($0) }
            }
            return try (policy.parameters + ppo.state).map { try $0.floats() } + numbers
        }
        let whole = try train(Self.ways.last!)
        for variant in kernelVariants.prefix(2) {
            for way in Self.ways { #expect(try withKernels(variant) { try train(way) } == whole, "\(way), \(variant)") }
        }
    }

    @Test func fineTuningIsTheSame() throws {
        func train(_ way: MicroBatching) throws -> [[Float]] {
            let model = try PPODeterminismTests.model(Shards(count: 2))
            var settings = FineTuner.Settings()
            (settings.batchTokens, settings.microBatching) = (200, way)
            let pass = try FineTuner(model: model, settings: settings).pass(over: FineTunerTests.data(40))
            let report = try #require(try pass.advance(steps: 3))
            return try model.parameters.map { try $0.floats() } + [[Float(report.loss)]]
        }
        let whole = try train(Self.ways.last!)
        for way in Self.ways { #expect(try train(way) == whole, "\(way)") }
    }

    /// Parts have the batch's sequences, rows and actions, one after another.
    @Test func partsAreTheBatch() {
        let batch = EpisodeBatch(Self.episodes(), window: 1)
        for tokens in [1, 10, 25, 10_000] {
            let parts = batch.parts(tokens: tokens)
            #expect(parts.allSatisfy { $0.sequences.tokens.count <= tokens || $0.sequences.count == 1 })
            #expect(parts.flatMap(\.sequences.tokens) == batch.sequences.tokens)
            #expect(parts.flatMap(\.actions) == Array(batch.actions.indices))
            #expect(parts.flatMap(\.turns) == Array(batch.valueRows.indices))
            var first: Int32 = 0
            for part in parts {
                #expect(part.actionRows.map { $0 + first } == Array(batch.actionRows[part.actions]))
                #expect(part.valueRows.map { $0 + first } == Array(batch.valueRows[part.turns]))
                first += Int32(part.sequences.tokens.count)
            }
        }
        #expect(batch.parts(tokens: 10_000).count == 1)
        #expect(batch.parts(tokens: 1).count == batch.sequences.count)
    }
}
