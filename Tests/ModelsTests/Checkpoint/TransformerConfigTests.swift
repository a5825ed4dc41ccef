import Models
import TestSupport
import Testing

@Suite struct TransformerConfigTests {
    let folder: TemporaryFolder
    static let small = TransformerConfig(
        vocabularySize: 640, hiddenSize: 8, intermediateSize: 12, layers: 2, heads: 4, keyValueHeads: 2,
        ropeTheta: 500_000, maximumPositions: 64, tiesEmbeddings: true, type: .bfloat16, pad: 0, end: [3, 4])
    static let fields: [(String, String)] = [
        ("model_type", "\"llama\""), ("vocab_size", "10"), ("hidden_size", "8"), ("intermediate_size", "12"),
        ("num_hidden_layers", "1"), ("num_attention_heads", "4"),
    ]

    init() throws { folder = try TemporaryFolder() }

    private func read(_ changes: (String, String)...) throws -> TransformerConfig {
        let kept = Self.fields.filter { field in !changes.contains { $0.0 == field.0 } }
        let text = (kept + changes).map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ")
        return try TransformerConfig(file: folder.write("{\(text)}".utf8, to: "config.json"))
    }

    @Test func `what was written is read`() throws {
        try Self.small.write(to: "\(folder.path)/config.json")
        #expect(try TransformerConfig(file: "\(folder.path)/config.json") == Self.small)
    }

    @Test func `the bundled model has the shape of its page`() throws {
        let config = try TransformerConfig(file: Project.minicoder + "config.json")
        #expect(config.expectedTensors.reduce(0) { $0 + $1.count } + config.hiddenSize + 1 == 504_769)
        #expect(config.end == [3] && config.pad == 0 && config.begin == nil && config.tiesEmbeddings)
    }

    @Test func `what is missing takes the defaults of transformers`() throws {
        let config = try read()
        #expect(config.keyValueHeads == 4 && config.headDimension == 2 && config.normEpsilon == 1e-6)
        #expect(config.ropeTheta == 10_000 && config.maximumPositions == 2048 && !config.tiesEmbeddings)
        #expect(config.type == .float32 && config.end.isEmpty)
    }

    @Test func `both ways to write the rotary base are read`() throws {
        #expect(try read(("rope_theta", "5e5")).ropeTheta == 500_000)
        #expect(try read(("rope_parameters", #"{"rope_theta": 7.0, "rope_type": "default"}"#)).ropeTheta == 7)
    }

    @Test func `a sliding window bounds the context`() throws {
        #expect(try read(("model_type", #""mistral""#), ("num_key_value_heads", "4")).context == 4096)
        let without = try read(
            ("model_type", #""mistral""#), ("num_key_value_heads", "4"), ("sliding_window", "null"))
        #expect(without.context == 131_072)
        #expect(try read(("layer_types", #"["sliding_attention"]"#), ("sliding_window", "16")).context == 16)
        let off = try read(
            ("model_type", #""qwen2""#), ("num_key_value_heads", "4"), ("use_sliding_window", "false"),
            ("sliding_window", "16"))
        #expect(off.context == 32_768)
    }

    @Test(arguments: ModelFamily.allCases) func `every family is written as it is read`(family: ModelFamily) throws {
        var config = Self.small
        config.family = family
        config.biases = family == .qwen2 ? .queryKeyValue : []
        config.slidingWindow = family == .llama ? nil : 32
        config.ropeScaling = RopeScaling(
            factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalPositions: 16)
        try config.write(to: "\(folder.path)/config.json")
        #expect(try TransformerConfig(file: "\(folder.path)/config.json") == config)
    }

    @Test func `families differ in their tensors`() {
        func names(_ family: ModelFamily, _ biases: BiasScope = []) -> Set<String> {
            var config = Self.small
            (config.family, config.biases) = (family, biases)
            return Set(config.expectedTensors.map(\.name))
        }
        let plain = names(.llama)
        #expect(names(.mistral) == plain)
        #expect(
            names(.qwen2, .queryKeyValue).subtracting(plain)
                == Set(
                    (0..<2).flatMap { layer in
                        ["q", "k", "v"].map { "model.layers.\(layer).self_attn.\($0)_proj.bias" }
                    }))
        #expect(
            names(.qwen3).subtracting(plain)
                == Set(
                    (0..<2).flatMap { layer in ["q", "k"].map { "model.layers.\(layer).self_attn.\($0)_norm.weight" } })
        )
    }

    @Test func `shapes follow the grouped heads and the tied embedding`() {
        let shapes = Dictionary(uniqueKeysWithValues: Self.small.expectedTensors.map { ($0.name, $0.dimensions) })
        #expect(shapes.count == 2 + 2 * 9)
        #expect(shapes["model.layers.1.self_attn.k_proj.weight"] == [4, 8])
        #expect(shapes["model.layers.1.mlp.down_proj.weight"] == [8, 12])
        #expect(shapes["lm_head.weight"] == nil)
    }

    @Test(arguments: [
        ("model_type", #""gpt2""#, #"model_type is "gpt2"; \#(ModelFamily.supported)"#),
        (
            "architectures", #"["MistralForCausalLM"]"#,
            #"architectures is ["MistralForCausalLM"]; \#(ModelFamily.supported)"#
        ),
        ("hidden_size", "null", "hidden_size is missing; it must be an integer from 1 to 65536"),
        ("hidden_size", "9", "hidden_size is 9; without head_dim it must be a multiple of the 4 heads"),
        ("hidden_size", "1e3", "hidden_size is 1000.0; it must be an integer from 1 to 65536"),
        ("vocab_size", "99999999999999999999", "vocab_size is 1e+20; it must be an integer from 1 to 4194304"),
        ("num_key_value_heads", "3", "num_key_value_heads is 3; it must divide num_attention_heads, which is 4"),
        ("head_dim", "3", "each head has 3 dimensions; rotary embeddings need an even number"),
        ("hidden_act", #""gelu""#, #"hidden_act is "gelu"; only silu is supported"#),
        (
            "rope_scaling", #"{"rope_type":"llama3"}"#,
            #"rope_scaling.factor is missing; "llama3" needs a number from 0.001 to 1000000.0"#
        ),
        (
            "rope_scaling", #"{"type":"linear","factor":2}"#,
            #"rope_scaling.type is "linear"; rotary embeddings are "default" or "llama3""#
        ),
        (
            "rope_scaling", #"{"factor":2}"#,
            #"rope_scaling.type is missing; rotary embeddings are "default" or "llama3""#
        ),
        (
            "layer_types", #"["linear_attention"]"#,
            #"layer_types is ["linear_attention"]; layers are full_attention or sliding_attention"#
        ),
        ("no_rope_layers", "[1, 0]", "no_rope_layers is [1,0]; every layer must have rotary positions (1)"),
        ("residual_multiplier", "0.22", "residual_multiplier is 0.22; only 1.0 is supported"),
        (
            "final_logit_softcapping", "30.0",
            "final_logit_softcapping is 30.0; it must be null: it is not supported"
        ),
        ("torch_dtype", #""int8""#, #"torch_dtype is "int8"; it must be float32, float16 or bfloat16"#),
        ("eos_token_id", "10", "eos_token_id is 10; it must be null or tokens from 0 to 9"),
        ("rms_norm_eps", "\"tiny\"", #"rms_norm_eps is "tiny"; it must be a number from 1e-12 to 1.0"#),
    ]) func `is refused in one sentence`(key: String, value: String, sentence: String) throws {
        let error = try #require(throws: CheckpointError.self) { try read((key, value)) }
        #expect(error.problem == sentence)
    }
}
