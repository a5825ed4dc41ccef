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
        output = try transformer.frozenOutput?() ?? PackedMatrix(transformer.output)
        layers = try transformer.layers.map {
            try $0.map(matrix: DecoderMatrix.init, vector: { try $0.floats() })
        }
    }
}

/// A linear map laid out for decoding.
struct DecoderMatrix {
    let packed: PackedMatrix
    let bias: [Float]?
    let adapters: [DecoderAdapter]

    init(_ linear: Linear) throws {
        packed = try linear.frozen?() ?? PackedMatrix(linear.weight)
        bias = try linear.bias?.floats()
        adapters = try linear.parts.compactMap { part in
            try part.adapter.map { try DecoderAdapter($0, column: part.rows.lowerBound) }
        }
    }

    /// `y[rows, outputs] = x @ matrix.T + bias`, or added to `y`, and the adapters: by the operations of a training pass, in their order.
    ///
    /// - Parameter low: room for what adapters keep.
    func callAsFunction(
        _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, accumulate: Bool, low: Scratch
    ) {
        packed(x, rows: rows, into: y, accumulate: accumulate)
        if let bias { Kernels.addToRows(bias, rows: rows, width: bias.count, of: y) }
        for adapter in adapters {
            adapter.matrix(x, rows: rows, low: low, addingTo: y + adapter.column, rowLength: packed.outputs)
        }
    }
}

/// An adapter of some columns of a map, laid out for decoding.
struct DecoderAdapter {
    let matrix: PackedLowRank
    let column: Int

    init(_ adapter: Adapter, column: Int) throws {
        matrix = try PackedLowRank(down: adapter.down, up: adapter.up, scale: adapter.scale)
        self.column = column
    }
}
