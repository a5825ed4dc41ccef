internal import Rollouts
package import Torch

/// A Llama-architecture decoder: RMSNorm, rotary positions, grouped-query attention, SwiGLU, no biases.
///
/// Query, key and value weights are kept as one matrix, gate and up as another; checkpoints hold them apart.
package final class Transformer {
    /// One block. `width` is the hidden size, `ffn` the intermediate size.
    package struct Layer {
        /// `[width]`
        let attentionNorm: Tensor
        /// `[(heads + 2 kv_heads) head_dim, width]`: queries, keys, values
        let queryKeyValue: Tensor
        /// `[width, heads head_dim]`
        let attentionOutput: Tensor
        /// `[width]`
        let feedForwardNorm: Tensor
        /// `[2 ffn, width]`: gate, up
        let gateUp: Tensor
        /// `[width, ffn]`
        let down: Tensor

        var parameters: [Tensor] {
            [attentionNorm, queryKeyValue, attentionOutput, feedForwardNorm, gateUp, down]
        }
    }

    package let config: LlamaConfig
    /// `[vocabulary, width]`
    let embedding: Tensor
    let layers: [Layer]
    /// `[width]`
    let norm: Tensor
    /// `[vocabulary, width]`; the embedding itself when the two are tied.
    let output: Tensor
    /// `[positions, head_dim]`: cosines, then sines.
    let rotary: Tensor

    init(config: LlamaConfig, embedding: Tensor, layers: [Layer], norm: Tensor, output: Tensor?) throws {
        try checkKernels()
        (self.config, self.embedding, self.layers, self.norm) = (config, embedding, layers, norm)
        self.output = output ?? embedding
        rotary = try Self.rotaryTable(config)
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
        let epsilon = config.normEpsilon
        var x = try embedding.rows(batch.tokens, padding: config.pad)
        for layer in layers {
            let attended = try x.rmsNorm(layer.attentionNorm, epsilon: epsilon)
                .linear(layer.queryKeyValue)
                .attention(attention, rotary: rotary, offsets: batch.offsets)
            x = try attended.linear(layer.attentionOutput, addingTo: x)
            x = try x.rmsNorm(layer.feedForwardNorm, epsilon: epsilon)
                .linear(layer.gateUp).swiGLU()
                .linear(layer.down, addingTo: x)
        }
        return try x.rmsNorm(norm, epsilon: epsilon)
    }

    /// `[tokens, width] -> [tokens, vocabulary]`
    package func logits(_ hidden: Tensor) throws -> Tensor { try hidden.linear(output) }

    /// Angles of rotary position embedding (Su et al., 2021), the halves of a head rotated against each other.
    private static func rotaryTable(_ config: LlamaConfig) throws -> Tensor {
        let dim = config.headDimension, half = dim / 2
        var table = [Float](repeating: 0, count: config.maximumPositions * dim)
        let frequencies = (0..<half).map { Float(PortableMath.power(config.ropeTheta, -Double(2 * $0) / Double(dim))) }
        for position in 0..<config.maximumPositions {
            for i in 0..<half {
                // The angle is rounded to a Float, as everybody does who trains in float32.
                let (sine, cosine) = PortableMath.sineAndCosine(Double(Float(position) * frequencies[i]))
                table[position * dim + i] = Float(cosine)
                table[position * dim + half + i] = Float(sine)
            }
        }
        return try Tensor(table, shape: [config.maximumPositions, dim])
    }
}
