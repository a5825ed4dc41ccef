internal import Torch

/// A transformer's weights laid out for decoding. A snapshot: it does not follow later updates.
final class DecoderWeights {
    struct Layer {
        let attentionNorm, feedForwardNorm: [Float]
        let queryKeyValue, attentionOutput, gateUp, down: PackedMatrix
    }
    let config: LlamaConfig
    let attention: AttentionShape
    let embedding: Tensor
    let layers: [Layer]
    let norm: [Float]
    let output: PackedMatrix
    let rotary: Tensor
    /// The critic's map from a state to a value, if there is one.
    let value: (weight: PackedMatrix, bias: Float)?

    init(_ transformer: Transformer, valueHead: ValueHead?) throws {
        (config, attention) = (transformer.config, transformer.attention)
        (embedding, rotary) = (transformer.embedding, transformer.rotary)
        value = try valueHead.map { head in
            (try PackedMatrix(Tensor(head.weight, shape: [1, head.weight.count])), head.bias)
        }
        norm = try transformer.norm.floats()
        output = try PackedMatrix(transformer.output)
        layers = try transformer.layers.map { layer in
            Layer(
                attentionNorm: try layer.attentionNorm.floats(), feedForwardNorm: try layer.feedForwardNorm.floats(),
                queryKeyValue: try PackedMatrix(layer.queryKeyValue),
                attentionOutput: try PackedMatrix(layer.attentionOutput),
                gateUp: try PackedMatrix(layer.gateUp), down: try PackedMatrix(layer.down))
        }
    }
}
