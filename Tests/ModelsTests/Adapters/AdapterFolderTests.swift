import Foundation
import Models
import TestSupport
import Testing
import Torch

@Suite struct AdapterFolderTests {
    let folder: TemporaryFolder
    private static let config = TransformerConfig(
        vocabularySize: 640, hiddenSize: 12, intermediateSize: 20, layers: 2, heads: 3, keyValueHeads: 1,
        headDimension: 4, maximumPositions: 32, tiesEmbeddings: true)

    init() throws { folder = try TemporaryFolder() }

    private func model(_ config: TransformerConfig = config) throws -> LanguageModel {
        let base = "\(folder.path)/base\(config.hiddenSize)"
        let transformer = try Transformer(config: config, seed: 4)
        try HuggingFaceFolder.write(base, config: config, tokenizerFolder: Project.minicoder) {
            try transformer.floats(named: $0)
        }
        return try LanguageModel(
            folder: base, name: "base", shards: Shards(count: 1),
            adapters: .new(AdapterConfig(rank: 2, alpha: 4, targets: ["q_proj", "v_proj", "down_proj"]), seed: 7))
    }

    @Test func `new adapters are the only thing that is trained, and add nothing`() throws {
        let model = try model(), transformer = model.transformer
        // A and B of three maps in each of two layers.
        #expect(transformer.trainedParameters.count == 2 * 3 * 2)
        #expect(try transformer.isAsItsBase)
        let downs = try stride(from: 0, to: 12, by: 2).map { try transformer.trainedParameters[$0].floats() }
        for (index, down) in downs.enumerated() {
            let bound = 1 / Float(index % 3 == 2 ? 20 : 12).squareRoot()
            #expect(down.allSatisfy { abs($0) <= bound } && Set(down).count > down.count / 2)
        }
        #expect(try model.reference().transformer.trainedParameters.isEmpty)
        #expect(try model.copy().transformer.trainedParameters.count == 12)
    }

    @Test func `what was written is read, and sits on another copy of the base`() throws {
        let model = try model()
        for (index, parameter) in model.transformer.trainedParameters.enumerated() {
            try parameter.withFloats { for i in $0.indices { $0[i] = Float(index) + Float(i) / 64 } }
        }
        let path = "\(folder.path)/adapter"
        try model.write(to: path)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: path).sorted() == [
                "adapter_config.json", "adapter_model.safetensors",
            ])
        let again = try LanguageModel(
            folder: model.folder, name: "again", shards: Shards(count: 1), adapters: .stored(path))
        #expect(again.transformer.adapters == model.transformer.adapters)
        #expect(
            try again.transformer.trainedParameters.map { try $0.floats() }
                == model.transformer.trainedParameters.map { try $0.floats() })
    }

    @Test func `merging adds scale B A to the matrices that have adapters`() throws {
        let model = try model()
        for parameter in model.transformer.trainedParameters {
            try parameter.withFloats { for i in $0.indices { $0[i] = Float(i % 5) / 8 } }
        }
        let merged = try model.transformer.merged(), base = try model.transformer.base
        let name = "model.layers.1.self_attn.v_proj.weight"
        let before = try base.floats(named: name), after = try merged.floats(named: name)
        for row in 0..<4 {
            for column in 0..<12 {
                // alpha / rank is 2; A is [2, 12] and B [4, 2], numbered from 0.
                let sum = (0..<2).reduce(Float(0)) {
                    $0 + Float((2 * row + $1) % 5) / 8 * Float((12 * $1 + column) % 5) / 8
                }
                #expect(abs(after[12 * row + column] - before[12 * row + column] - 2 * sum) < 1e-6)
            }
        }
        #expect(
            try merged.floats(named: "model.layers.1.mlp.up_proj.weight")
                == base.floats(named: "model.layers.1.mlp.up_proj.weight"))
    }

    @Test func `an adapter of another base is refused`() throws {
        let path = "\(folder.path)/adapter"
        try model().write(to: path)
        var wider = Self.config
        wider.hiddenSize = 16
        let error = try #require(throws: CheckpointError.self) { try AdapterFolder(path, for: wider) }
        #expect(
            error.problem
                == "the tensor base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight has shape [2, 12], where this base model needs [2, 16]: the adapter belongs to another one"
        )
        var deeper = Self.config
        deeper.layers = 3
        #expect(throws: CheckpointError.self) { try AdapterFolder(path, for: deeper) }
        deeper.layers = 1
        #expect(throws: CheckpointError.self) { try AdapterFolder(path, for: deeper) }
    }

    @Test func `numbers that are not finite are refused`() throws {
        let model = try model(), path = "\(folder.path)/adapter"
        try model.transformer.trainedParameters[3].withFloats { $0[2] = .nan }
        try model.write(to: path)
        #expect(throws: CheckpointError.self) {
            try LanguageModel(folder: model.folder, name: "x", shards: Shards(count: 1), adapters: .stored(path))
        }
    }

    @Test(arguments: [
        ("\"LORA\"", "\"IA3\"", "peft_type is \"IA3\"; only \"LORA\" is supported"),
        ("\"none\"", "\"all\"", "bias is \"all\"; only \"none\" is supported"),
        ("\"r\": 2", "\"r\": 0", "r is 0; it must be an integer from 1 to 65536"),
        (
            "\"modules_to_save\": null", "\"modules_to_save\": [\"lm_head\"]",
            "modules_to_save is [\"lm_head\"]; it must be null: it is not supported"
        ),
    ]) func `is refused in one sentence`(field: String, change: String, sentence: String) throws {
        let path = "\(folder.path)/adapter"
        try model().write(to: path)
        let name = "\(path)/adapter_config.json"
        let text = try String(contentsOfFile: name, encoding: .utf8)
        #expect(text.contains(field))
        try text.replacingOccurrences(of: field, with: change).write(toFile: name, atomically: true, encoding: .utf8)
        let error = try #require(throws: CheckpointError.self) { try AdapterFolder(path, for: Self.config) }
        #expect(error.problem == sentence)
    }
}
