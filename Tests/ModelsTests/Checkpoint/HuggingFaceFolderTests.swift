import Foundation
import Models
import TestSupport
import Testing

@Suite struct HuggingFaceFolderTests {
    let folder: TemporaryFolder
    let config = TransformerConfigTests.small

    init() throws { folder = try TemporaryFolder() }

    /// Values that bfloat16 holds exactly, different in each tensor.
    private func values(_ name: String) -> [Float] {
        let count = config.expectedTensors.first { $0.name == name }?.count ?? 0
        return (0..<count).map { Float(($0 + name.utf8.count) % 128) / 8 }
    }

    @discardableResult private func write(head: ValueHead? = nil) throws -> String {
        let path = "\(folder.path)/model"
        try HuggingFaceFolder.write(
            path, config: config, tokenizerFolder: Project.minicoder, valueHead: head, values: values)
        return path
    }

    private func problem(_ path: String) throws -> CheckpointError {
        try #require(throws: CheckpointError.self) { try HuggingFaceFolder(path) }
    }

    @Test func `what was written opens`() throws {
        let head = ValueHead(weight: (0..<8).map { Float($0) / 3 }, bias: -0.7)
        let opened = try HuggingFaceFolder(try write(head: head))
        #expect(opened.config == config && opened.valueHead == head && opened.tokenizer.vocabularySize == 640)
        for shape in config.expectedTensors {
            #expect(try opened.weights.floats(shape.name) == values(shape.name))
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: opened.path).sorted() == [
                "config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
                "value_head.safetensors",
            ])
    }

    @Test func `writing again gives the same bytes, and takes a value head away that is gone`() throws {
        let path = try write(head: ValueHead(weight: [Float](repeating: 1, count: 8), bias: 0))
        let before = try folder.data("model/model.safetensors")
        try HuggingFaceFolder.write(path, config: config, tokenizerFolder: path, values: values)
        #expect(try folder.data("model/model.safetensors") == before)
        #expect(try HuggingFaceFolder(path).valueHead == nil)
    }

    @Test func `weights of another shape are named with both shapes`() throws {
        let path = try write()
        var other = config
        other.intermediateSize = 16
        try other.write(to: "\(path)/config.json")
        #expect(
            try problem(path).description
                == "\(path)/model.safetensors: the tensor model.layers.0.mlp.gate_proj.weight has shape [12, 8]; config.json asks for [16, 8]"
        )
    }

    @Test func `a missing and a surplus tensor are named`() throws {
        let path = try write()
        var other = config
        other.layers = 3
        try other.write(to: "\(path)/config.json")
        #expect(
            try problem(path).problem
                == "the weights lack the tensor model.layers.2.input_layernorm.weight of shape [8] that config.json asks for"
        )
        other.layers = 1
        try other.write(to: "\(path)/config.json")
        #expect(
            try problem(path).problem
                == "holds the tensor model.layers.1.input_layernorm.weight, which the model of config.json has no use for"
        )
    }

    @Test func `known harmless tensors may be there, a tied projection only if it is the embedding`() throws {
        let path = try write()
        let frequencies = TensorShape("model.layers.0.self_attn.rotary_emb.inv_freq", [1])
        let projection = TensorShape("lm_head.weight", [640, 8])
        let shapes = config.expectedTensors + [frequencies, projection]
        func rewrite(_ head: [Float]) throws {
            try SafeTensorsFile.write("\(path)/model.safetensors", shapes) { name in
                name == frequencies.name ? [1] : name == projection.name ? head : values(name)
            }
        }
        var head = values("model.embed_tokens.weight")
        try rewrite(head)
        _ = try HuggingFaceFolder(path)
        head[5] += 1
        try rewrite(head)
        #expect(try problem(path).problem.hasPrefix("holds the tensor lm_head.weight"))
    }

    @Test func `a vocabulary larger than the model's is refused`() throws {
        let path = try write()
        var other = config
        other.vocabularySize = 600
        try other.write(to: "\(path)/config.json")
        #expect(try problem(path).problem == "has tokens up to 639; vocab_size in config.json is 600")
    }

    @Test(arguments: ["config.json", "tokenizer.json", "model.safetensors"]) func `a missing file is named`(
        name: String
    ) throws {
        let path = try write()
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        #expect(try problem(path).description == "\(path)/\(name): there is no such file")
    }

    @Test func `a value head of another width is refused`() throws {
        let path = try write(head: ValueHead(weight: [1, 2], bias: 0))
        #expect(
            try problem(path).problem == "a tensor value_head.weight of shape [1, 8] was expected, found shape [1, 2]")
    }
}
