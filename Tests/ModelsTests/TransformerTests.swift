import Foundation
import Models
import Rollouts
import Testing
import Torch

/// What `transformers` computed for a checkpoint; see scripts/golden/llama.py and families.py.
struct LlamaGoldens: Decodable {
    struct Sequence: Decodable {
        var tokens: [TokenID]
        /// The tokens whose logits are there; nil for all.
        var rows: [Int]?
        var logits: [[Float]]
        /// Of each token but the first, after those before it.
        var log_probs: [Float]?
    }
    struct Row: Decodable {
        var tokens: [TokenID]
        var mask: [Int]
    }
    struct Gradient: Decodable {
        var shape: [Int]
        var norm: Double
        var first: [Double]
        var cosine_dot: Double
    }
    struct Loss: Decodable {
        var batch: [Row]
        var value: Double
        var gradients: [String: Gradient]
    }
    var sequences: [Sequence]
    var loss: Loss

    static func folder(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Goldens/\(name)").path
    }
    static func open(_ name: String) throws -> (LlamaGoldens, Transformer) {
        let folder = folder(name)
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/goldens.json"))
        let config = try TransformerConfig(file: folder + "/config.json")
        let weights = try CheckpointWeights(folder: folder, config: config)
        let transformer = try Transformer(config: config) { try weights.floats($0) }
        return (try JSONDecoder().decode(LlamaGoldens.self, from: data), transformer)
    }
}

@Suite struct TransformerTests {
    static let checkpoints = ["tied", "untied", "bfloat16"] + FamilyTests.families.map { "families/\($0)" }

    @Test(arguments: checkpoints) func logitsEqualTransformers(_ name: String) throws {
        let (goldens, transformer) = try LlamaGoldens.open(name)
        var batch = PackedSequences()
        for sequence in goldens.sequences { batch.append(sequence.tokens) }
        let logits = try transformer.logits(transformer.hidden(batch)).floats()
        let width = transformer.config.vocabularySize
        for (sequence, first) in zip(goldens.sequences, batch.offsets) {
            #expect(sequence.logits.count == sequence.rows?.count ?? sequence.tokens.count)
            for (row, expected) in zip(sequence.rows ?? Array(sequence.tokens.indices), sequence.logits) {
                let found = logits[(Int(first) + row) * width..<(Int(first) + row + 1) * width]
                #expect(zip(found, expected).map { abs($0 - $1) }.max()! < 1e-4, "token \(row)")
            }
        }
    }

    @Test(arguments: checkpoints) func gradientsEqualTransformers(_ name: String) throws {
        let (goldens, transformer) = try LlamaGoldens.open(name)
        var batch = PackedSequences(), rows: [Int32] = [], targets: [TokenID] = []
        for row in goldens.loss.batch {
            let first = batch.append(row.tokens)
            for (i, counts) in row.mask.enumerated() where counts == 1 {
                rows.append(Int32(first + i - 1))
                targets.append(row.tokens[i])
            }
        }
        let tape = Tape(training: transformer.parameters)
        let hidden = try transformer.hidden(batch, on: tape).rows(rows)
        let loss = try transformer.logProbs(hidden, of: targets, on: tape).logProbs.sum() * (-1 / Double(rows.count))
        #expect(abs(try loss.item() - goldens.loss.value) < 1e-4)
        try tape.backward(loss)
        let gradients = try tape.takeGradients(of: transformer.parameters).map { try #require($0) }
        for (parameter, golden) in goldens.loss.gradients {
            let found = try transformer.floats(named: parameter, in: gradients).map(Double.init)
            let scale = max(golden.norm, 1e-3)
            let norm = found.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let dot = found.enumerated().reduce(0.0) { $0 + $1.element * cos(Double($1.offset)) }
            #expect(found.count == golden.shape.reduce(1, *))
            #expect(abs(norm - golden.norm) < 1e-4 * scale, "\(parameter)")
            #expect(abs(dot - golden.cosine_dot) < 1e-3 * scale, "\(parameter)")
            for (a, b) in zip(found, golden.first) { #expect(abs(a - b) < 1e-4 * scale, "\(parameter)") }
        }
    }

    /// A session's log-probabilities are those of the training pass over the same tokens, to the bit.
    @Test(arguments: checkpoints) func samplingAgreesWithTraining(_ name: String) throws {
        let (_, transformer) = try LlamaGoldens.open(name)
        let model = try TestModel.model(transformer)
        let answers = try TestModel.threeTurns(model, rows: 9)
        for row in answers.indices {
            var tokens: [TokenID] = [], rows: [Int32] = [], targets: [TokenID] = [], sampled: [Float] = []
            for turn in 0..<3 {
                tokens += TestModel.prompt(row: row, turn: turn)
                for (token, logProb) in zip(answers[row][turn].tokens, answers[row][turn].logProbs) {
                    rows.append(Int32(tokens.count - 1))
                    targets.append(token)
                    sampled.append(logProb)
                    tokens.append(token)
                }
            }
            var batch = PackedSequences()
            batch.append(tokens)
            let trained = try transformer.logProbs(transformer.hidden(batch).rows(rows), of: targets).logProbs.floats()
            #expect(trained == sampled)
        }
    }
}
