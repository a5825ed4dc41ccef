import JSON
import Rollouts

extension TransformerConfig {
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
        let family = try Self.family(fields)
        try Self.refuseWhatIsNotBuilt(fields)
        let hidden = try fields.integer("hidden_size", in: 1...65_536)
        let heads = try fields.integer("num_attention_heads", in: 1...1024)
        let keyValueHeads = try fields.integer(
            "num_key_value_heads", in: 1...1024, default: family.defaultKeyValueHeads(heads: heads))
        guard heads.isMultiple(of: keyValueHeads) else {
            throw fields.error("num_key_value_heads", "it must divide num_attention_heads, which is \(heads)")
        }
        if fields["head_dim"] == nil, family != .qwen3, !hidden.isMultiple(of: heads) {
            throw fields.error("hidden_size", "without head_dim it must be a multiple of the \(heads) heads")
        }
        let headDimension = try fields.integer(
            "head_dim", in: 1...4096, default: family.defaultHeadDimension(hiddenSize: hidden, heads: heads))
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
            // The defaults are those of transformers' configurations.
            normEpsilon: try fields.number("rms_norm_eps", in: 1e-12...1, default: 1e-6), ropeTheta: 10_000,
            maximumPositions: try fields.integer(
                "max_position_embeddings", in: 1...16_777_216, default: family.defaultPositions),
            tiesEmbeddings: try fields.bool("tie_word_embeddings", default: false), type: try Self.type(fields),
            pad: try Self.tokens("pad_token_id", fields, vocabulary).first,
            begin: try Self.tokens("bos_token_id", fields, vocabulary).first,
            end: try Self.tokens("eos_token_id", fields, vocabulary))
        self.family = family
        (ropeTheta, ropeScaling) = try Self.rope(fields)
        biases = try Self.biases(fields, family)
        slidingWindow = try Self.slidingWindow(fields, family)
    }

    private static func family(_ fields: JSONFields) throws -> ModelFamily {
        guard let family = ModelFamily(rawValue: try fields.string("model_type")) else {
            throw fields.error("model_type", ModelFamily.supported)
        }
        if let names = fields["architectures"], names.array?.compactMap(\.string) != [family.architecture] {
            throw fields.error("architectures", ModelFamily.supported)
        }
        return family
    }

    /// Settings of other models, and of later versions of these, that would change what is computed.
    private static func refuseWhatIsNotBuilt(_ fields: JSONFields) throws {
        guard fields["hidden_act"] == nil || fields["hidden_act"]?.string == "silu" else {
            throw fields.error("hidden_act", "only silu is supported")
        }
        guard fields["quantization_config"] == nil else {
            throw fields.error(
                "quantization_config", "quantized weights are not supported; use the original checkpoint")
        }
        let neutral: [(key: String, value: Double)] = [
            ("attention_dropout", 0), ("partial_rotary_factor", 1), ("embedding_multiplier", 1),
            ("residual_multiplier", 1), ("logits_scaling", 1),
        ]
        for (key, value) in neutral where fields[key] != nil && fields[key]?.double != value {
            throw fields.error(key, "only \(value) is supported")
        }
        let absent = [
            "attention_multiplier", "attn_logit_softcapping", "final_logit_softcapping", "query_pre_attn_scalar",
            "attention_chunk_size", "num_local_experts", "num_experts",
        ]
        for key in absent where fields[key] != nil { throw fields.error(key, "it must be null: it is not supported") }
        if let layers = fields["no_rope_layers"], layers.array?.allSatisfy({ $0.int == 1 }) != true {
            throw fields.error("no_rope_layers", "every layer must have rotary positions (1)")
        }
        for type in fields["layer_types"] == nil ? [] : try fields.array("layer_types") {
            guard ["full_attention", "sliding_attention"].contains(type.string) else {
                throw fields.error("layer_types", "layers are full_attention or sliding_attention")
            }
        }
    }

    private static func biases(_ fields: JSONFields, _ family: ModelFamily) throws -> BiasScope {
        let attention = try fields.bool("attention_bias", default: false)
        let feedForward = try fields.bool("mlp_bias", default: false)
        switch family {
        case .llama:
            return BiasScope(attention ? [.queryKeyValue, .attentionOutput] : [])
                .union(feedForward ? .feedForward : [])
        case .qwen3 where !feedForward: return attention ? [.queryKeyValue, .attentionOutput] : []
        case .qwen2 where !attention && !feedForward: return .queryKeyValue
        case .mistral where !attention && !feedForward: return []
        default:
            throw fields.error(
                attention ? "attention_bias" : "mlp_bias", "\(family.architecture) has no such biases")
        }
    }

    /// The window of the layers that have one, since a context that fits the smallest fits all. What `transformers` takes where the file
    /// is silent differs by family.
    private static func slidingWindow(_ fields: JSONFields, _ family: ModelFamily) throws -> Int? {
        let types = try fields["layer_types"] == nil ? nil : fields.array("layer_types").map(\.string)
        let isOn: Bool
        switch family {
        case .llama: isOn = types?.contains("sliding_attention") ?? (fields["sliding_window"] != nil)
        case .mistral: isOn = fields.object["sliding_window"].map { !$0.isNull } ?? true
        case .qwen2, .qwen3:
            let first = try fields.integer("max_window_layers", in: 0...1024, default: 28)
            let layers = try fields.integer("num_hidden_layers", in: 1...1024)
            isOn =
                try fields.bool("use_sliding_window", default: false)
                && (types?.contains("sliding_attention") ?? (first < layers))
        }
        return isOn ? try fields.integer("sliding_window", in: 1...16_777_216, default: 4096) : nil
    }

    /// Up to version 4, `transformers` writes `rope_theta` and `rope_scaling`; from 5 on, `rope_parameters`.
    private static func rope(_ fields: JSONFields) throws -> (theta: Double, scaling: RopeScaling?) {
        let bounds = 1.0...1e12
        var theta = try fields.number("rope_theta", in: bounds, default: 10_000)
        var scaling: RopeScaling?
        for key in ["rope_scaling", "rope_parameters"] where fields[key] != nil {
            let rope = try fields.fields(key)
            let typeKey = rope["rope_type"] == nil ? "type" : "rope_type"
            switch rope[typeKey]?.string {
            case "default": break
            case "llama3": scaling = try Self.scaling(rope)
            default: throw rope.error(typeKey, "rotary embeddings are \"default\" or \"llama3\"")
            }
            guard try rope.number("partial_rotary_factor", in: 0...1, default: 1) == 1 else {
                throw rope.error("partial_rotary_factor", "only 1.0 is supported")
            }
            theta = try rope.number("rope_theta", in: bounds, default: theta)
        }
        return (theta, scaling)
    }

    private static func scaling(_ rope: JSONFields) throws -> RopeScaling {
        func required(_ key: String) throws -> Double {
            guard rope[key] != nil else { throw rope.error(key, "\"llama3\" needs a number from 0.001 to 1000000.0") }
            return try rope.number(key, in: 1e-3...1e6, default: 1)
        }
        let scaling = RopeScaling(
            factor: try required("factor"), lowFrequencyFactor: try required("low_freq_factor"),
            highFrequencyFactor: try required("high_freq_factor"),
            originalPositions: try rope.integer("original_max_position_embeddings", in: 1...16_777_216))
        guard scaling.lowFrequencyFactor < scaling.highFrequencyFactor else {
            throw rope.error("low_freq_factor", "it must be below high_freq_factor, \(scaling.highFrequencyFactor)")
        }
        return scaling
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
        var members: [(String, JSONValue)] = [
            ("architectures", [.string(family.architecture)]),
            ("attention_bias", .bool(family != .qwen2 && biases.contains(.queryKeyValue))),
            ("attention_dropout", 0.0),
            ("bos_token_id", token(begin)),
            ("eos_token_id", end.count > 1 ? .array(end.map { token($0) }) : token(end.first)),
            ("head_dim", .int(headDimension)),
            ("hidden_act", "silu"),
            ("hidden_size", .int(hiddenSize)),
            ("intermediate_size", .int(intermediateSize)),
            ("max_position_embeddings", .int(maximumPositions)),
            ("mlp_bias", .bool(biases.contains(.feedForward))),
            ("model_type", .string(family.rawValue)),
            ("num_attention_heads", .int(heads)),
            ("num_hidden_layers", .int(layers)),
            ("num_key_value_heads", .int(keyValueHeads)),
            ("pad_token_id", token(pad)),
            ("rms_norm_eps", .number(normEpsilon)),
            ("rope_scaling", ropeScaling.map(Self.json) ?? .null),
            ("rope_theta", .number(ropeTheta)),
        ]
        if family != .llama || slidingWindow != nil {
            members.append(("sliding_window", slidingWindow.map { .int($0) } ?? .null))
        }
        members += [
            ("tie_word_embeddings", .bool(tiesEmbeddings)),
            ("torch_dtype", .string(type.configName)),
        ]
        if family == .qwen2 || family == .qwen3 {
            members += [("max_window_layers", .int(0)), ("use_sliding_window", .bool(slidingWindow != nil))]
        }
        members.append(("vocab_size", .int(vocabularySize)))
        return .object(JSONObject(members))
    }

    private static func json(_ scaling: RopeScaling) -> JSONValue {
        [
            "factor": .number(scaling.factor),
            "high_freq_factor": .number(scaling.highFrequencyFactor),
            "low_freq_factor": .number(scaling.lowFrequencyFactor),
            "original_max_position_embeddings": .int(scaling.originalPositions),
            "rope_type": "llama3",
        ]
    }
}
