internal import Rollouts
package import Torch

/// A decoder: RMSNorm, rotary positions, grouped-query attention, SwiGLU; what its family adds stands in its `config`.
package final class Transformer {
    package typealias Layer = Block<Linear, Tensor>

    package let config: TransformerConfig
    /// `[vocabulary, width]`
    let embedding: Tensor
    let layers: [Layer]
    /// `[width]`
    let norm: Tensor
    /// `[vocabulary, width]`; the embedding itself when the two are tied.
    let output: Tensor
    let rotary: RotaryTable
    /// Where each tensor of a checkpoint lies: which of `parameters`, and which of its numbers.
    private(set) lazy var places = makePlaces()

    init(config: TransformerConfig, embedding: Tensor, layers: [Layer], norm: Tensor, output: Tensor?) throws {
        try checkKernels()
        (self.config, self.embedding, self.layers, self.norm) = (config, embedding, layers, norm)
        self.output = output ?? embedding
        rotary = RotaryTable(config)
        for parameter in parameters { try parameter.requireGradient() }
    }

    /// Each parameter once, in a fixed order: embedding, layers, norm, output if it is not tied.
    package var parameters: [Tensor] {
        [embedding] + layers.flatMap(\.parameters) + [norm] + (output === embedding ? [] : [output])
    }

    package var attention: AttentionShape {
        AttentionShape(heads: config.heads, keyValueHeads: config.keyValueHeads, headDim: config.headDimension)
    }

    /// The state after the last normalisation, `[tokens, width]`.
    package func hidden(_ batch: PackedSequences) throws -> Tensor {
        let longest = zip(batch.offsets, batch.offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
        let tape = TapeBackend(
            epsilon: config.normEpsilon, shape: attention, rotary: try rotary.covering(Int(longest)),
            offsets: batch.offsets)
        return try tape.forward(embedding.rows(batch.tokens, padding: config.pad), through: layers, norm: norm)
    }

    /// `[tokens, width] -> [tokens, vocabulary]`
    package func logits(_ hidden: Tensor) throws -> Tensor { try hidden.linear(output) }
}

extension Block<Linear, Tensor> {
    var parameters: [Tensor] {
        [attentionNorm] + queryKeyValue.parameters + attentionOutput.parameters
            + (headNorms.map { [$0.query, $0.key] } ?? []) + [feedForwardNorm] + gateUp.parameters + down.parameters
    }
}

/// The fused kernels on the tape, over sequences laid end to end.
struct TapeBackend: Backend {
    let epsilon: Double
    let shape: AttentionShape
    let rotary: Tensor
    /// The first token of each sequence, then the number of tokens.
    let offsets: [Int32]

    func rmsNorm(_ x: Tensor, _ weight: Tensor) throws -> Tensor { try x.rmsNorm(weight, epsilon: epsilon) }

    func linear(_ x: Tensor, _ matrix: Linear, addingTo residual: Tensor?) throws -> Tensor {
        let y = try x.linear(matrix.weight, addingTo: residual)
        return try matrix.bias.map { try y.addingToRows($0) } ?? y
    }

    func attention(_ qkv: Tensor, norms: (query: Tensor, key: Tensor)?, layer: Int) throws -> Tensor {
        let normed = try norms.map {
            try qkv.headNorm(queries: $0.query, keys: $0.key, shape, epsilon: epsilon)
        }
        return try (normed ?? qkv).attention(shape, rotary: rotary, offsets: offsets)
    }

    func swiGLU(_ gateUp: Tensor) throws -> Tensor { try gateUp.swiGLU() }
}
