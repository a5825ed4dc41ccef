import JSON
import Rollouts

extension LlamaConfig {
    /// Reads `config.json`.
    ///
    /// - Throws: `CheckpointError` for another architecture, a size out of bounds, sizes that do not fit each other, and every
    ///   setting that would change what is computed and is not built.
    package init(file path: String) throws {
        try self.init(try JSONFields(CheckpointFile.json(at: path), file: path))
    }

    /// Writes `config.json` so that `transformers` and this program read the same model from it.
    package func write(to path: String) throws {
        let bytes = Array((json.prettyText + "\n").utf8)
        try CheckpointFile.replace(path) { write in try write(bytes) }
    }

    init(_ fields: JSONFields) throws {
        try Self.checkArchitecture(fields)
        let hidden = try fields.integer("hidden_size", in: 1...65_536)
        let heads = try fields.integer("num_attention_heads", in: 1...1024)
        let keyValueHeads = try fields.integer("num_key_value_heads", in: 1...1024, default: heads)
        guard heads.isMultiple(of: keyValueHeads) else {
            throw fields.error("num_key_value_heads", "it must divide num_attention_heads, which is \(heads)")
        }
        if fields["head_dim"] == nil, !hidden.isMultiple(of: heads) {
            throw fields.error("hidden_size", "without head_dim it must be a multiple of the \(heads) heads")
        }
        let headDimension = try fields.integer("head_dim", in: 1...4096, default: hidden / heads)
        guard headDimension.isMultiple(of: 2) else {
            throw CheckpointError(
                fields.file, "each head has \(headDimension) dimensions; rotary embeddings need an even number")
        }
        let vocabulary = try fields.integer("vocab_size", in: 1...4_194_304)
        self.init(
            vocabularySize: vocabulary, hiddenSize: hidden,
            intermediateSize: try fields.integer("intermediate_size", in: 1...1_048_576),
            layers: try fields.integer("num_hidden_layers", in: 1...1024), heads: heads, keyValueHeads: keyValueHeads,
            headDimension: headDimension,
            // The defaults are those of transformers' LlamaConfig.
            normEpsilon: try fields.number("rms_norm_eps", in: 1e-12...1, default: 1e-6),
            ropeTheta: try Self.ropeTheta(fields),
            maximumPositions: try fields.integer("max_position_embeddings", in: 1...16_777_216, default: 2048),
            tiesEmbeddings: try fields.bool("tie_word_embeddings", default: false), type: try Self.type(fields),
            pad: try Self.tokens("pad_token_id", fields, vocabulary).first,
            begin: try Self.tokens("bos_token_id", fields, vocabulary).first,
            end: try Self.tokens("eos_token_id", fields, vocabulary))
    }

    private static func checkArchitecture(_ fields: JSONFields) throws {
        let supported = "only LlamaForCausalLM (model_type llama) is supported"
        if let names = fields["architectures"], names.array?.compactMap(\.string) != ["LlamaForCausalLM"] {
            throw fields.error("architectures", supported)
        }
        guard try fields.string("model_type") == "llama" else { throw fields.error("model_type", supported) }
        guard fields["hidden_act"] == nil || fields["hidden_act"]?.string == "silu" else {
            throw fields.error("hidden_act", "only silu is supported")
        }
        for key in ["attention_bias", "mlp_bias"] where try fields.bool(key, default: false) {
            throw fields.error(key, "only layers without biases are supported")
        }
        for key in ["attention_dropout", "partial_rotary_factor"] {
            let neutral: Double = key == "attention_dropout" ? 0 : 1
            guard try fields.number(key, in: 0...1, default: neutral) == neutral else {
                throw fields.error(key, "only \(neutral) is supported")
            }
        }
        guard fields["quantization_config"] == nil else {
            throw fields.error(
                "quantization_config", "quantized weights are not supported; use the original checkpoint")
        }
    }

    /// Up to version 4, `transformers` writes `rope_theta` and `rope_scaling`; from 5 on, `rope_parameters`.
    private static func ropeTheta(_ fields: JSONFields) throws -> Double {
        let bounds = 1.0...1e12
        var theta = try fields.number("rope_theta", in: bounds, default: 10_000)
        for key in ["rope_scaling", "rope_parameters"] where fields[key] != nil {
            let rope = try fields.fields(key)
            for typeKey in ["rope_type", "type"] where rope[typeKey] != nil && rope[typeKey]?.string != "default" {
                throw rope.error(typeKey, "only unscaled rotary embeddings (default) are supported")
            }
            guard try rope.number("partial_rotary_factor", in: 0...1, default: 1) == 1 else {
                throw rope.error("partial_rotary_factor", "only 1.0 is supported")
            }
            theta = try rope.number("rope_theta", in: bounds, default: theta)
        }
        return theta
    }

    private static func type(_ fields: JSONFields) throws -> StoredType {
        let key = fields["dtype"] == nil ? "torch_dtype" : "dtype"
        guard fields[key] != nil else { return .float32 }
        guard let type = StoredType.allCases.first(where: { $0.configName == fields[key]?.string }) else {
            throw fields.error(key, "it must be float32, float16 or bfloat16")
        }
        return type
    }

    private static func tokens(_ key: String, _ fields: JSONFields, _ vocabulary: Int) throws -> [TokenID] {
        guard let value = fields[key] else { return [] }
        let tokens = (value.array ?? [value]).map { $0.int.flatMap(TokenID.init(exactly:)) ?? -1 }
        // Some checkpoints say -1 where they have no padding token.
        if key == "pad_token_id", tokens == [-1] { return [] }
        guard tokens.allSatisfy({ 0 <= $0 && $0 < vocabulary }) else {
            throw fields.error(key, "it must be null or tokens from 0 to \(vocabulary - 1)")
        }
        return tokens
    }

    private var json: JSONValue {
        func token(_ id: TokenID?) -> JSONValue { id.map { .int(Int($0)) } ?? .null }
        return [
            "architectures": ["LlamaForCausalLM"],
            "attention_bias": false,
            "attention_dropout": 0.0,
            "bos_token_id": token(begin),
            "eos_token_id": end.count > 1 ? .array(end.map { token($0) }) : token(end.first),
            "head_dim": .int(headDimension),
            "hidden_act": "silu",
            "hidden_size": .int(hiddenSize),
            "intermediate_size": .int(intermediateSize),
            "max_position_embeddings": .int(maximumPositions),
            "mlp_bias": false,
            "model_type": "llama",
            "num_attention_heads": .int(heads),
            "num_hidden_layers": .int(layers),
            "num_key_value_heads": .int(keyValueHeads),
            "pad_token_id": token(pad),
            "rms_norm_eps": .number(normEpsilon),
            "rope_scaling": .null,
            "rope_theta": .number(ropeTheta),
            "tie_word_embeddings": .bool(tiesEmbeddings),
            "torch_dtype": .string(type.configName),
            "vocab_size": .int(vocabularySize),
        ]
    }
}
