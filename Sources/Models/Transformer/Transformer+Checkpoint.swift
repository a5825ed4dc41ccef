internal import Glibc
internal import Rollouts
package import Torch

extension Transformer {
    /// A transformer with the weights that `values` gives by their names in `LlamaForCausalLM`.
    package convenience init(config: LlamaConfig, values: (String) throws -> [Float]) throws {
        let width = config.hiddenSize, ffn = config.intermediateSize
        let queries = config.heads * config.headDimension, keys = config.keyValueHeads * config.headDimension
        func tensor(_ names: [String], _ shape: [Int]) throws -> Tensor {
            try Tensor(names.flatMap { try values($0) }, shape: shape)
        }
        let layers = try (0..<config.layers).map { index in
            let name = LayerNames(index)
            return Layer(
                attentionNorm: try tensor([name.attentionNorm], [width]),
                queryKeyValue: try tensor(name.queryKeyValue, [queries + 2 * keys, width]),
                attentionOutput: try tensor([name.attentionOutput], [width, queries]),
                feedForwardNorm: try tensor([name.feedForwardNorm], [width]),
                gateUp: try tensor(name.gateUp, [2 * ffn, width]),
                down: try tensor([name.down], [width, ffn]))
        }
        let table = [config.vocabularySize, width]
        try self.init(
            config: config, embedding: try tensor(["model.embed_tokens.weight"], table), layers: layers,
            norm: try tensor(["model.norm.weight"], [width]),
            output: config.tiesEmbeddings ? nil : try tensor(["lm_head.weight"], table))
    }

    /// An untrained transformer: normal weights of deviation `1 / sqrt(inputs)`, those that write to the residual
    /// stream divided by `sqrt(2 layers)` as in GPT-2, embeddings of deviation 0.02, norms of one.
    package convenience init(config: LlamaConfig, seed: UInt64) throws {
        let shapes = config.expectedTensors
        try self.init(config: config) { name in
            let index = shapes.firstIndex { $0.name == name }!
            let shape = shapes[index].dimensions, count = shape.reduce(1, *)
            guard shape.count == 2 else { return [Float](repeating: 1, count: count) }
            var deviation = 1 / Double(shape[1]).squareRoot()
            if name.hasSuffix("o_proj.weight") || name.hasSuffix("down_proj.weight") {
                deviation /= Double(2 * config.layers).squareRoot()
            }
            if name == "model.embed_tokens.weight" { deviation = 0.02 }
            var numbers = RandomKey(seed: seed, purpose: .initialisation, episode: index).stream()
            var out: [Float] = []
            while out.count < count {
                let (a, b) = numbers.normals()
                out.append(Float(a * deviation))
                out.append(Float(b * deviation))
            }
            return Array(out.prefix(count))
        }
    }

    /// The numbers of one tensor by its name in `LlamaForCausalLM`.
    package func floats(named name: String) throws -> [Float] { try floats(named: name, in: parameters) }

    /// The part of `tensors`, given in the order of `parameters`, that belongs to the parameter `wanted` of
    /// `LlamaForCausalLM`: of the parameters themselves, or of their gradients.
    package func floats(named wanted: String, in tensors: [Tensor]) throws -> [Float] {
        let width = config.hiddenSize, ffn = config.intermediateSize
        let queries = config.heads * config.headDimension, keys = config.keyValueHeads * config.headDimension
        func slice(_ tensor: Tensor, _ rows: Range<Int>) throws -> [Float] {
            try tensor.withFloats { Array($0[rows.lowerBound * width..<rows.upperBound * width]) }
        }
        for index in 0..<config.layers {
            let name = LayerNames(index), layer = Array(tensors[1 + 6 * index..<7 + 6 * index])
            switch wanted {
            case name.attentionNorm: return try layer[0].floats()
            case name.queryKeyValue[0]: return try slice(layer[1], 0..<queries)
            case name.queryKeyValue[1]: return try slice(layer[1], queries..<queries + keys)
            case name.queryKeyValue[2]: return try slice(layer[1], queries + keys..<queries + 2 * keys)
            case name.attentionOutput: return try layer[2].floats()
            case name.feedForwardNorm: return try layer[3].floats()
            case name.gateUp[0]: return try slice(layer[4], 0..<ffn)
            case name.gateUp[1]: return try slice(layer[4], ffn..<2 * ffn)
            case name.down: return try layer[5].floats()
            default: continue
            }
        }
        switch wanted {
        case "model.embed_tokens.weight": return try tensors[0].floats()
        case "model.norm.weight": return try tensors[1 + 6 * config.layers].floats()
        case "lm_head.weight": return try tensors[config.tiesEmbeddings ? 0 : 2 + 6 * config.layers].floats()
        default: throw CheckpointError(wanted, "a Llama model has no tensor of this name")
        }
    }

    /// A transformer of its own with the same weights.
    package func copy() throws -> Transformer { try Transformer(config: config) { try floats(named: $0) } }
}

/// What `LlamaForCausalLM` calls the tensors of one layer.
private struct LayerNames {
    let attentionNorm, attentionOutput, feedForwardNorm, down: String
    let queryKeyValue, gateUp: [String]

    init(_ index: Int) {
        let layer = "model.layers.\(index)."
        attentionNorm = layer + "input_layernorm.weight"
        queryKeyValue = ["q", "k", "v"].map { layer + "self_attn.\($0)_proj.weight" }
        attentionOutput = layer + "self_attn.o_proj.weight"
        feedForwardNorm = layer + "post_attention_layernorm.weight"
        gateUp = ["gate", "up"].map { layer + "mlp.\($0)_proj.weight" }
        down = layer + "mlp.down_proj.weight"
    }
}
