import Foundation
import JSON
import Models
import Rollouts
import TestSupport
import Testing
import Torch

/// Checkpoints of each family, small and random; see scripts/golden/families.py. `TransformerTests` compares their logits and gradients.
@Suite struct FamilyTests {
    static let families = [
        "llama2", "llama3", "llama3-tied", "smollm2", "mistral", "qwen2", "qwen2.5", "qwen3", "biases",
    ]

    @Test(arguments: families) func `log-probabilities equal those of transformers`(_ name: String) throws {
        let (goldens, transformer) = try LlamaGoldens.open("families/\(name)")
        for sequence in goldens.sequences where sequence.tokens.count > 1 {
            let count = sequence.tokens.count
            var batch = PackedSequences()
            batch.append(sequence.tokens)
            let found = try withoutGradient {
                try transformer.logProbs(
                    transformer.hidden(batch).rows((0..<count - 1).map { Int32($0) }),
                    of: Array(sequence.tokens.dropFirst())
                ).logProbs.floats()
            }
            let expected = try #require(sequence.log_probs)
            #expect(found.count == expected.count)
            #expect(zip(found, expected).map { abs($0 - $1) }.max()! < 1e-4)
        }
    }

    /// What is written is what was read, in one file where there were shards: the same settings and the same numbers.
    @Test(arguments: families) func `a folder that is written opens as the same model`(_ name: String) throws {
        let (_, transformer) = try LlamaGoldens.open("families/\(name)")
        let folder = try TemporaryFolder()
        let path = folder.file("model")
        try HuggingFaceFolder.write(
            path, config: transformer.config, tokenizerFolder: LlamaGoldens.folder("families/\(name)"),
            values: transformer.floats(named:))
        let config = try TransformerConfig(file: path + "/config.json")
        #expect(config == transformer.config)
        let weights = try CheckpointWeights(folder: path, config: config)
        for shape in config.expectedTensors {
            #expect(try weights.floats(shape.name) == transformer.floats(named: shape.name), "\(shape.name)")
        }
    }

    /// Each gradient that `transformers` has, and no other, is one of ours.
    @Test(arguments: families) func `every parameter has its golden gradient`(_ name: String) throws {
        let (goldens, transformer) = try LlamaGoldens.open("families/\(name)")
        #expect(Set(goldens.loss.gradients.keys) == Set(transformer.config.expectedTensors.map(\.name)))
    }

    /// Beyond the context that a model was first trained on, what Llama 3's scaling changes shows.
    @Test func `without its scaling llama3 gives other logits`() throws {
        let (goldens, transformer) = try LlamaGoldens.open("families/llama3")
        var config = transformer.config
        config.ropeScaling = nil
        let plain = try Transformer(config: config) { try transformer.floats(named: $0) }
        let sequence = try #require(goldens.sequences.last)
        var batch = PackedSequences()
        batch.append(sequence.tokens)
        let logits = try plain.logits(plain.hidden(batch)).floats()
        let last = logits.suffix(config.vocabularySize)
        #expect(zip(last, try #require(sequence.logits.last)).map { abs($0 - $1) }.max()! > 1e-2)
    }

    /// Models of one window attend to all that they see only within it.
    @Test func `a sliding window bounds the context`() throws {
        let folder = try TemporaryFolder()
        let path = LlamaGoldens.folder("families/mistral") + "/config.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let windowed = text.replacingOccurrences(of: "\"sliding_window\": null", with: "\"sliding_window\": 40")
        #expect(try TransformerConfig(file: path).context == 512)
        #expect(try TransformerConfig(file: folder.write(windowed, to: "config.json")).context == 40)
    }
}
