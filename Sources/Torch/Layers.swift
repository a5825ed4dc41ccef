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

/// A parameter where a layer reads it, and the sum that its gradient is added to, row after row; nil where it is not trained.
package struct Parameter {
    package let values: Tensor
    package let sum: Tensor?
    /// The weight of a product as it is packed, where that is at hand; it has to live as long as what the product led to.
    package let packed: PackedMatrix?

    /// A parameter, frozen unless a sum is given.
    package init(_ values: Tensor, sum: Tensor? = nil, packed: PackedMatrix? = nil) {
        (self.values, self.sum, self.packed) = (values, sum, packed)
    }

    fileprivate var c: ct_parameter {
        ct_parameter(values: values.handle, sum: sum?.handle ?? ct_tensor(), packed: packed?.start)
    }
}

/// What is added to some columns of a linear layer's output, from `column` on: `scale (x @ down[rank, inputs].T) @ up[outputs, rank].T`.
///
/// The matrices are tensors, or parameters where a layer reads them.
package struct LowRank<Matrix> {
    package let down: Matrix
    package let up: Matrix
    package let scale: Double
    package let column: Int

    package init(down: Matrix, up: Matrix, scale: Double, column: Int) {
        (self.down, self.up, self.scale, self.column) = (down, up, scale, column)
    }
}

extension Tensor {
    /// `[tokens, inputs] @ weight[outputs, inputs].T -> [tokens, outputs]`, plus `residual` of that shape, from which the sum of
    /// products goes on, plus `bias[outputs]`, plus the adapters in their order.
    package func linear(
        _ weight: Parameter, bias: Parameter? = nil, adapters: [LowRank<Parameter>] = [],
        addingTo residual: Tensor? = nil
    ) throws -> Tensor {
        let adapters = adapters.map {
            ct_adapter(down: $0.down.c, up: $0.up.c, scale: Float($0.scale), column: Int32($0.column))
        }
        return try .make {
            ct_linear(
                handle, weight.c, bias?.c ?? ct_parameter(), residual?.handle ?? ct_tensor(), adapters,
                Int32(adapters.count), $0)
        }
    }

    /// `x / sqrt(mean(x^2) + epsilon) * weight` for each row (Zhang and Sennrich, 2019).
    package func rmsNorm(_ weight: Parameter, epsilon: Double) throws -> Tensor {
        try .make { ct_rms_norm_layer(handle, weight.c, epsilon, $0) }
    }

    /// `[tokens, (heads + 2 kv_heads) head_dim]` with each head of the queries and of the keys normalised as a row of its own; weights:
    /// `[head_dim]`.
    package func headNorm(
        queries: Parameter, keys: Parameter, _ shape: AttentionShape, epsilon: Double
    ) throws -> Tensor {
        try .make {
            ct_head_norm_layer(
                handle, queries.c, keys.c, Int32(shape.heads), Int32(shape.keyValueHeads), epsilon, $0)
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

    /// The log-probability of each row's target under the softmax of its logits, `self[rows, width] @ weight[vocabulary, width].T`, and,
    /// where they are wanted, each row's entropy in nats, which has no gradient.
    ///
    /// - Parameter limit: logits that are in memory at once, which changes no bit. Where there are more, they are computed a part of the rows
    ///   at a time, and again on the way back.
    /// - Returns: `[rows]` each.
    package func logProbs(
        _ weight: Parameter, of targets: [Int32], withEntropies: Bool = false, limit: Int? = nil
    ) throws -> (logProbs: Tensor, entropies: Tensor?) {
        // 32 MB, or 64 rows of a large vocabulary.
        let limit = Int64(limit ?? max(8 << 20, 64 * weight.values.shape[0]))
        var entropies = ct_tensor()
        let logProbs = try withUnsafeMutablePointer(to: &entropies) { entropies in
            try Self.make {
                ct_target_log_probs(
                    handle, weight.c, targets, Int64(targets.count), limit, $0, withEntropies ? entropies : nil)
            }
        }
        return (logProbs, withEntropies ? Tensor(entropies) : nil)
    }
}
