internal import JSON
internal import Torch

/// Low-rank adapters as PEFT lays them out: `adapter_config.json` and `adapter_model.safetensors` in one folder.
package struct AdapterFolder {
    package let config: AdapterConfig
    private let file: SafeTensorsFile

    /// Opens the adapters in `path`, which must be exactly those of a model of `model`'s shape.
    ///
    /// - Throws: `CheckpointError` that names the file, what was expected and what was found.
    package init(_ path: String, for model: TransformerConfig) throws {
        guard OpenFile.exists(path) else { throw CheckpointError(path, "there is no such folder") }
        file = try SafeTensorsFile("\(path)/adapter_model.safetensors")
        let name = "\(path)/adapter_config.json"
        config = try Self.config(JSONFields(CheckpointFile.json(at: name), file: name), tensors: file.shapes)
        let expected = model.adapterTensors(config)
        for shape in expected {
            guard let found = file.dimensions(shape.name) else {
                throw CheckpointError(
                    file.path,
                    "lacks the tensor \(shape.name): adapters are on some layers only, or of another base model")
            }
            guard found == shape.dimensions else {
                throw CheckpointError(
                    file.path,
                    "the tensor \(shape.name) has shape \(found), where this base model needs \(shape.dimensions): the adapter belongs to another one"
                )
            }
        }
        let names = Set(expected.map { ByteString($0.name) })
        for shape in file.shapes where !names.contains(ByteString(shape.name)) {
            throw CheckpointError(
                file.path,
                "holds the tensor \(shape.name), for which this base model has no place: the adapter belongs to another one, or is more than low-rank matrices of linear layers"
            )
        }
    }

    /// The numbers of the tensor `name`.
    package func floats(_ name: String) throws -> [Float] { try file.floats(name) }

    /// Which layers have adapters is read from the tensors: PEFT writes `target_modules` as a list or as a pattern.
    private static func config(_ fields: JSONFields, tensors: [TensorShape]) throws -> AdapterConfig {
        guard fields["peft_type"]?.string == "LORA" else {
            throw fields.error("peft_type", "only \"LORA\" is supported")
        }
        for key in ["use_dora", "fan_in_fan_out", "lora_bias", "use_qalora"] where try fields.bool(key, default: false)
        {
            throw fields.error(key, "only false is supported")
        }
        guard fields["bias"] == nil || fields["bias"]?.string == "none" else {
            throw fields.error("bias", "only \"none\" is supported")
        }
        for key in ["rank_pattern", "alpha_pattern", "modules_to_save", "trainable_token_indices", "layer_replication"]
        {
            guard let value = fields[key] else { continue }
            guard value.object?.members.isEmpty == true || value.array?.isEmpty == true else {
                throw fields.error(key, "it must be null: it is not supported")
            }
        }
        let rank = try fields.integer("r", in: 1...65_536)
        let targets = AdapterConfig.allTargets.filter { target in
            tensors.contains { $0.name.hasSuffix(".\(target).lora_A.weight") }
        }
        guard !targets.isEmpty else {
            throw CheckpointError(
                fields.file, "the adapter holds no matrices of \(AdapterConfig.allTargets.joined(separator: ", "))")
        }
        return AdapterConfig(
            rank: rank, alpha: try fields.number("lora_alpha", in: 1e-6...1e9, default: 8), targets: targets,
            isRankStabilised: try fields.bool("use_rslora", default: false))
    }

    /// Writes the adapters of `transformer` so that PEFT and this program open them.
    ///
    /// - Parameter base: what PEFT is told to load first: the path or name of the base model.
    static func write(_ path: String, _ transformer: Transformer, base: String, valueHead: ValueHead?) throws {
        guard let config = transformer.adapters else { preconditionFailure("there are no adapters to write") }
        try CheckpointFile.makeFolder(path)
        try ValueHead.write(valueHead, inFolder: path)
        let tensors = transformer.adapterTensors
        let shapes = transformer.config.adapterTensors(config)
        try SafeTensorsFile.write("\(path)/adapter_model.safetensors", shapes) { try tensors[$0]!.floats() }
        let json: JSONValue = [
            "base_model_name_or_path": .string(base),
            "bias": "none",
            "fan_in_fan_out": false,
            "inference_mode": true,
            "lora_alpha": .number(config.alpha),
            "lora_dropout": 0.0,
            "modules_to_save": .null,
            "peft_type": "LORA",
            "r": .int(config.rank),
            "target_modules": .array(config.targets.map { .string($0) }),
            "task_type": "CAUSAL_LM",
            "use_rslora": .bool(config.isRankStabilised),
        ]
        let bytes = Array((json.prettyText + "\n").utf8)
        try CheckpointFile.replace("\(path)/adapter_config.json") { write in try write(bytes) }
    }
}
