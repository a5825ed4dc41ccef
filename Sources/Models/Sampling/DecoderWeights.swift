internal import Torch

/// A transformer's weights laid out for decoding. A snapshot: it does not follow later updates.
final class DecoderWeights {
    let config: TransformerConfig
    let attention: AttentionShape
    let embedding: Tensor
    let layers: [Block<DecoderMatrix, [Float]>]
    let norm: [Float]
    let output: PackedMatrix
    let rotary: RotaryTable
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
        layers = try transformer.layers.map {
            try $0.map(matrix: DecoderMatrix.init, vector: { try $0.floats() })
        }
    }
}

/// A linear map laid out for decoding.
struct DecoderMatrix {
    let packed: PackedMatrix
    let bias: [Float]?

    init(_ linear: Linear) throws {
        packed = try PackedMatrix(linear.weight)
        bias = try linear.bias?.floats()
    }

    /// `y[rows, outputs] = x @ matrix.T + bias`, or added to `y`: by the operations of a training pass, in their order.
    func callAsFunction(
        _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, accumulate: Bool
    ) {
        packed(x, rows: rows, into: y, accumulate: accumulate)
        guard let bias else { return }
        for row in 0..<rows {
            let y = y + row * bias.count
            for index in bias.indices { y[index] += bias[index] }
        }
    }
}
