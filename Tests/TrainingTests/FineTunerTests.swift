import Models
import Rollouts
import Testing
import Torch
import Training

@Suite struct FineTunerTests {
    static func data(_ count: Int) -> [WeightedSequence] {
        (0..<count).map { index in
            let start = TokenID(10 + index % 5)
            let tokens = (0..<12).map { start + TokenID($0) * 3 }
            return WeightedSequence(tokens: tokens, weights: tokens.indices.map { $0 < 4 ? 0 : 1 })
        }
    }

    static func train(_ shards: Shards) throws -> ([Double], [[Float]]) {
        let model = try PPODeterminismTests.model(shards)
        var settings = FineTuner.Settings()
        (settings.batchTokens, settings.warmup, settings.learningRate) = (120, 5, 1e-2)
        let pass = try FineTuner(model: model, settings: settings).pass(over: data(1200))
        var losses: [Double] = []
        while let report = try pass.advance(steps: 10) { losses.append(report.loss) }
        return (losses, try model.transformer.parameters.map { try $0.floats() })
    }

    @Test func learnsAndRepeatsToTheBit() throws {
        let (losses, weights) = try Self.train(Shards(count: 2))
        #expect(losses.first! > 3 && losses.last! < 0.1, "\(losses)")
        #expect(try Self.train(Shards(count: 2, runsConcurrently: false)).1 == weights)
    }

    /// Turns up to the window share a sequence; each later one has its own context. Only answers count.
    @Test func episodesBecomeSequences() {
        let episode = EpisodeBatchTests.episodes()[0], turns = episode.turns
        func weights(_ sequence: WeightedSequence) -> [TokenID] {
            zip(sequence.tokens, sequence.weights).filter { $1 > 0 }.map(\.0)
        }
        let whole = WeightedSequence.answers(of: episode, window: nil, onlyLast: false)
        #expect(whole.count == 1 && whole[0].tokens == turns.flatMap { $0.prompt + $0.answer })
        #expect(weights(whole[0]) == turns.flatMap(\.answer))
        let windowed = WeightedSequence.answers(of: episode, window: 1, onlyLast: false)
        #expect(
            windowed.map(\.tokens) == [
                turns[..<2].flatMap { $0.prompt + $0.answer }, episode.context(ofTurn: 2, window: 1) + turns[2].answer,
            ])
        #expect(weights(windowed[1]) == turns[2].answer)
        let last = WeightedSequence.answers(of: episode, window: nil, onlyLast: true)
        #expect(weights(last[0]) == turns[2].answer)
        #expect(WeightedSequence.answers(of: episode, window: 1, onlyLast: true).map(\.tokens) == [windowed[1].tokens])
    }

    @Test func tokensOfWeightZeroDoNotCount() throws {
        let model = try PPODeterminismTests.model(Shards(count: 1))
        let tokens: [TokenID] = [5, 6, 7, 8]
        func loss(_ weights: [Float]) throws -> Double? {
            let batch = WeightedBatch([WeightedSequence(tokens: tokens, weights: weights)])
            return try model.transformer.weightedLogProbs(batch).map { try $0.sum().item() }
        }
        let losses = try [[0, 1, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0.5]].map { try loss($0) ?? .nan }
        #expect(close(losses[2], losses[0] + 0.5 * losses[1], 1e-4))
        #expect(try loss([1, 0, 0, 0]) == nil)
    }
}
