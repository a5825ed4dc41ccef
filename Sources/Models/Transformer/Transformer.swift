package import Rollouts
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
    /// The packed output, once it is not trained.
    let frozenOutput: PackedOnce?
    let rotary: RotaryTable
    /// Where each tensor of a checkpoint lies: which of `parameters`, and which of its numbers.
    private(set) lazy var places = makePlaces()

    /// What its adapters are, if it has any; then they alone are trained.
    package let adapters: AdapterConfig?
    /// Whether nothing of it is trained: what adapters were put on, as they see it.
    package let isFrozen: Bool

    /// - Parameters:
    ///   - rotary: a table that another transformer of this config has made.
    ///   - frozenOutput: another's, where the output is the same and not trained.
    init(
        config: TransformerConfig, embedding: Tensor, layers: [Layer], norm: Tensor, output: Tensor?,
        rotary: RotaryTable? = nil, frozenOutput: PackedOnce? = nil, adapters: AdapterConfig? = nil,
        isFrozen: Bool = false
    ) throws {
        try checkKernels()
        (self.config, self.embedding, self.layers, self.norm) = (config, embedding, layers, norm)
        (self.output, self.adapters, self.isFrozen) = (output ?? embedding, adapters, isFrozen)
        self.rotary = rotary ?? RotaryTable(config)
        self.frozenOutput = frozenOutput ?? (adapters != nil || isFrozen ? PackedOnce(self.output) : nil)
    }

    /// What training changes: the adapters where there are any, else all; nothing of weights in bfloat16.
    package var trainedParameters: [Tensor] {
        guard adapters != nil else { return isFrozen ? [] : parameters }
        return layers.flatMap(\.matrices).flatMap(\.parts).compactMap(\.adapter).flatMap { [$0.down, $0.up] }
    }

    /// Each parameter of the transformer itself once, in a fixed order: embedding, layers, norm, output if it is not tied.
    package var parameters: [Tensor] {
        [embedding] + layers.flatMap(\.parameters) + [norm] + (output === embedding ? [] : [output])
    }

    package var attention: AttentionShape {
        AttentionShape(heads: config.heads, keyValueHeads: config.keyValueHeads, headDim: config.headDimension)
    }

    /// The state after the last normalisation, `[tokens, width]`.
    ///
    /// - Parameter tape: what the way back goes along; as many of the first layers are checkpointed as its `activationBytes` asks for.
    package func hidden(_ batch: PackedSequences, on tape: Tape = Tape()) throws -> Tensor {
        let longest = zip(batch.offsets, batch.offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
        let rotary = try rotary.covering(Int(longest))
        let kept = tape.activationBytes / max(1, batch.tokens.count * activationBytesOfLayer)
        var x = try tape.rows(embedding, batch.tokens, padding: config.pad)
        for (index, layer) in layers.enumerated() {
            x = try tape.segment(x, isCheckpointed: index < layers.count - kept) { [self] x, tape in
                try backend(tape, rotary, batch.offsets).apply(layer, layer: index, to: x)
            }
        }
        return try backend(tape, rotary, batch.offsets).rmsNorm(x, norm)
    }

    private func backend(_ tape: Tape, _ rotary: Tensor, _ offsets: [Int32]) -> TapeBackend {
        TapeBackend(tape: tape, epsilon: config.normEpsilon, shape: attention, rotary: rotary, offsets: offsets)
    }

    /// Bytes of what one token's way through a layer leaves for the way back: two sums, two normed states, queries, keys and values, what was
    /// attended to, gate and up, and their product.
    private var activationBytesOfLayer: Int {
        let queries = config.heads * config.headDimension, keys = config.keyValueHeads * config.headDimension
        return 4 * (4 * config.hiddenSize + 2 * queries + 2 * keys + 3 * config.intermediateSize)
    }
    /// The same of all layers.
    package var activationBytes: Int { layers.count * activationBytesOfLayer }

    /// `[tokens, width] -> [tokens, vocabulary]`
    package func logits(_ hidden: Tensor) throws -> Tensor { try hidden.linear(Parameter(output)) }

    /// The log-probability of each row's target, and its entropy in nats if that is wanted: `[tokens, width] -> [tokens]` each.
    package func logProbs(
        _ hidden: Tensor, of targets: [TokenID], withEntropies: Bool = false, on tape: Tape = Tape()
    ) throws -> (logProbs: Tensor, entropies: Tensor?) {
        try tape.logProbs(hidden, output, packed: frozenOutput?(), of: targets, withEntropies: withEntropies)
    }
}

extension Block<Linear, Tensor> {
    var parameters: [Tensor] {
        [attentionNorm] + queryKeyValue.parameters + attentionOutput.parameters
            + (headNorms.map { [$0.query, $0.key] } ?? []) + [feedForwardNorm] + gateUp.parameters + down.parameters
    }
}

/// The fused kernels on the tape, over sequences laid end to end.
struct TapeBackend: Backend {
    let tape: Tape
    let epsilon: Double
    let shape: AttentionShape
    let rotary: Tensor
    /// The first token of each sequence, then the number of tokens.
    let offsets: [Int32]

    func rmsNorm(_ x: Tensor, _ weight: Tensor) throws -> Tensor { try tape.rmsNorm(x, weight, epsilon: epsilon) }

    func linear(_ x: Tensor, _ matrix: Linear, addingTo residual: Tensor?) throws -> Tensor {
        try tape.linear(
            x, matrix.weight, packed: matrix.frozen?(), bias: matrix.bias,
            adapters: matrix.parts.compactMap { part in
                part.adapter.map {
                    LowRank(down: $0.down, up: $0.up, scale: $0.scale, column: part.rows.lowerBound)
                }
            }, addingTo: residual)
    }

    func attention(_ qkv: Tensor, norms: (query: Tensor, key: Tensor)?, layer: Int) throws -> Tensor {
        let normed = try norms.map {
            try tape.headNorm(qkv, queries: $0.query, keys: $0.key, shape, epsilon: epsilon)
        }
        return try (normed ?? qkv).attention(shape, rotary: rotary, offsets: offsets)
    }

    func swiGLU(_ gateUp: Tensor) throws -> Tensor { try gateUp.swiGLU() }
}
