internal import CTorch

/// The heads of an attention layer.
package struct AttentionShape: Sendable, Hashable {
    package var heads: Int
    package var keyValueHeads: Int
    /// An even number.
    package var headDim: Int

    /// A shape from its numbers of heads and their size.
    package init(heads: Int, keyValueHeads: Int, headDim: Int) {
        (self.heads, self.keyValueHeads, self.headDim) = (heads, keyValueHeads, headDim)
    }
}

extension Tensor {
    /// `[tokens, inputs] @ weight[outputs, inputs].T -> [tokens, outputs]`, plus `residual` of that shape.
    package func linear(_ weight: Tensor, addingTo residual: Tensor? = nil) throws -> Tensor {
        try .make { ct_linear(handle, weight.handle, residual?.handle ?? ct_tensor(), $0) }
    }

    /// `x / sqrt(mean(x^2) + epsilon) * weight` for each row (Zhang and Sennrich, 2019).
    package func rmsNorm(_ weight: Tensor, epsilon: Double) throws -> Tensor {
        try .make { ct_rms_norm_layer(handle, weight.handle, epsilon, $0) }
    }

    /// `[tokens, (heads + 2 kv_heads) head_dim]` with each head of the queries and of the keys normalised as a row of its own; weights:
    /// `[head_dim]`.
    package func headNorm(queries: Tensor, keys: Tensor, _ shape: AttentionShape, epsilon: Double) throws -> Tensor {
        try .make {
            ct_head_norm_layer(
                handle, queries.handle, keys.handle, Int32(shape.heads), Int32(shape.keyValueHeads), epsilon, $0)
        }
    }

    /// `[tokens, 2 width] -> [tokens, width]`: `silu(gate) * up`, the gate first (Shazeer, 2020).
    package func swiGLU() throws -> Tensor { try .make { ct_swiglu_layer(handle, $0) } }

    /// Causal attention with rotary positions over sequences laid end to end.
    ///
    /// `[tokens, (heads + 2 kv_heads) head_dim] -> [tokens, heads head_dim]`
    /// - Parameters:
    ///   - rotary: `[positions, head_dim]`, each row cosines then sines.
    ///   - offsets: the first token of each sequence, then the number of tokens.
    package func attention(_ shape: AttentionShape, rotary: Tensor, offsets: [Int32]) throws -> Tensor {
        try .make {
            ct_attention_layer(
                handle, rotary.handle, Int32(shape.heads), Int32(shape.keyValueHeads), Int32(shape.headDim), offsets,
                Int32(offsets.count - 1), $0)
        }
    }

    /// The log-probability of each row's target under softmax of the row, and each row's entropy (without gradient).
    ///
    /// `[tokens, vocabulary] -> [tokens], [tokens]`
    package func logProbs(of targets: [Int32]) throws -> (logProbs: Tensor, entropies: Tensor) {
        precondition(targets.count == shape[0])
        var entropies = ct_tensor()
        let logProbs = try Self.make { ct_target_log_probs(handle, targets, $0, &entropies) }
        return (logProbs, Tensor(entropies))
    }
}
