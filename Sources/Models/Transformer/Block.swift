/// One layer of a decoder, whatever its matrices and vectors are to those who compute with them.
package struct Block<Matrix, Vector> {
    /// `[width]`
    package var attentionNorm: Vector
    /// `width -> (heads + 2 kv_heads) head_dim`: queries, keys, values.
    package var queryKeyValue: Matrix
    /// `[head_dim]` each, where queries and keys are normalised.
    package var headNorms: (query: Vector, key: Vector)?
    /// `heads head_dim -> width`
    package var attentionOutput: Matrix
    /// `[width]`
    package var feedForwardNorm: Vector
    /// `width -> 2 ffn`: gate, up.
    package var gateUp: Matrix
    /// `ffn -> width`
    package var down: Matrix

    package var matrices: [Matrix] { [queryKeyValue, attentionOutput, gateUp, down] }

    /// The same layer for another backend.
    package func map<M, V>(
        matrix: (Matrix) throws -> M, vector: (Vector) throws -> V
    ) rethrows -> Block<M, V> {
        Block<M, V>(
            attentionNorm: try vector(attentionNorm), queryKeyValue: try matrix(queryKeyValue),
            headNorms: try headNorms.map { (try vector($0.query), try vector($0.key)) },
            attentionOutput: try matrix(attentionOutput), feedForwardNorm: try vector(feedForwardNorm),
            gateUp: try matrix(gateUp), down: try matrix(down))
    }
}

/// What computes the layers of a decoder: the kernels on plain floats for sampling, the same on the tape for training, libtorch's own
/// operations on any device.
package protocol Backend {
    /// Numbers of some tokens, `[tokens, ...]`.
    associatedtype Value
    associatedtype Matrix
    associatedtype Vector

    /// Each row over its root mean square, times `weight`.
    func rmsNorm(_ x: Value, _ weight: Vector) throws -> Value
    /// `x @ matrix.T` with the matrix's bias and adapters, added to `residual` where there is one.
    func linear(_ x: Value, _ matrix: Matrix, addingTo residual: Value?) throws -> Value
    /// Causal attention with rotary positions, each token over the tokens before it in its sequence.
    ///
    /// `[tokens, (heads + 2 kv_heads) head_dim] -> [tokens, heads head_dim]`
    /// - Parameter layer: the layer's number, where keys and values are kept.
    func attention(_ qkv: Value, norms: (query: Vector, key: Vector)?, layer: Int) throws -> Value
    /// `[tokens, 2 ffn] -> [tokens, ffn]`: `silu(gate) * up`.
    func swiGLU(_ gateUp: Value) throws -> Value
}

extension Backend {
    /// One layer: `x` with what attention and the feed-forward layer add. `[tokens, width] -> [tokens, width]`
    package func apply(_ block: Block<Matrix, Vector>, layer: Int, to x: Value) throws -> Value {
        let qkv = try linear(rmsNorm(x, block.attentionNorm), block.queryKeyValue, addingTo: nil)
        let attended = try attention(qkv, norms: block.headNorms, layer: layer)
        let x = try linear(attended, block.attentionOutput, addingTo: x)
        let gateUp = try linear(rmsNorm(x, block.feedForwardNorm), block.gateUp, addingTo: nil)
        return try linear(swiGLU(gateUp), block.down, addingTo: x)
    }

    /// All layers and the last normalisation.
    package func forward(_ x: Value, through blocks: [Block<Matrix, Vector>], norm: Vector) throws -> Value {
        var x = x
        for (layer, block) in blocks.enumerated() { x = try apply(block, layer: layer, to: x) }
        return try rmsNorm(x, norm)
    }
}
