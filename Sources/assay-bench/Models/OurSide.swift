import Models
import Rollouts
import Torch
import Training

/// What is measured of Assay: the same calls that a run makes.
final class OurSide {
    private let model: LanguageModel
    private let workload: Workload
    private let batch: [WeightedSequence]
    private let matrices: [Tensor]
    private var passes = 0

    /// - Parameter transformer: its weights as they are; they are never changed here.
    init(_ transformer: Transformer, codec: any TokenCodec, workload: Workload, shards: Int) throws {
        self.workload = workload
        model = try LanguageModel(
            name: "bench", transformer: transformer, codec: codec, valueHead: nil, folder: "",
            shards: Shards(count: shards))
        let vocabulary = transformer.config.vocabularySize
        batch = (0..<workload.trainRows).map { row in
            let tokens = Self.tokens(workload.trainLength, vocabulary: vocabulary, row: row, turn: 0)
            // Every token is predicted but the first, as `labels=batch` does it in `transformers`.
            return WeightedSequence(tokens: tokens, weights: [0] + Array(repeating: 1, count: tokens.count - 1))
        }
        let size = workload.productSize
        matrices = try (0..<3 * shards).map { index in
            var numbers = RandomKey(seed: 0, purpose: .initialisation, episode: index).stream()
            return try Tensor((0..<size * size).map { _ in Float(numbers.uniform()) - 0.5 }, shape: [size, size])
        }
    }

    /// Does a measure's work once.
    func run(_ measure: Workload.Measure) throws {
        switch measure {
        case .generate: try rollout(turns: 1)
        case .threeTurns: try rollout(turns: workload.turns)
        case .training: try gradient()
        case .product: try products()
        }
    }

    private func rollout(turns: Int) throws {
        passes += 1
        // No token has the number -1, so that every answer has its full length.
        let session = try model.session(
            rows: workload.rows, sampling: Sampling(temperature: 1, maximumTokens: workload.new, ends: []))
        for turn in 0..<turns {
            let length = turn == 0 ? workload.prompt : workload.feedback
            let requests = (0..<workload.rows).map { row in
                AnswerRequest(
                    row: row,
                    context: .append(
                        Self.tokens(
                            length, vocabulary: model.transformer.config.vocabularySize, row: row, turn: turn)),
                    key: RandomKey(seed: 0, purpose: .tokens, update: passes, episode: row, turn: turn))
            }
            let answers = try session.answer(requests)
            precondition(answers.allSatisfy { $0.tokens.count == workload.new })
        }
    }

    private func gradient() throws {
        let (shards, transformer) = (model.shards, model.transformer)
        let result = try shardedGradient(shards, of: transformer.trainedParameters) { shard, tape -> Double? in
            let part = WeightedBatch(Array(batch[shards.range(shard, of: batch.count)]))
            guard let loss = try transformer.weightedLogProbs(part, on: tape)?.sum() else { return nil }
            try tape.backward(loss)
            return try loss.item()
        }
        precondition(result.reports.allSatisfy(\.isFinite))
    }

    private func products() throws {
        _ = try model.shards.map { shard in
            let range = model.shards.range(shard, of: workload.productRepeats)
            try matrices[3 * shard].withFloats { a in
                try matrices[3 * shard + 1].withFloats { b in
                    try matrices[3 * shard + 2].withFloats { c in
                        for _ in range {
                            Kernels.squareProduct(
                                a.baseAddress!, b.baseAddress!, size: workload.productSize, into: c.baseAddress!)
                        }
                    }
                }
            }
        }
    }

    private static func tokens(_ count: Int, vocabulary: Int, row: Int, turn: Int) -> [TokenID] {
        var numbers = RandomKey(seed: 0, purpose: .corpus, episode: row, turn: turn).stream()
        return (0..<count).map { _ in TokenID(numbers.below(vocabulary)) }
    }
}
