package import Rollouts

/// The shape of a Llama-architecture decoder: the part of a Hugging Face `config.json` that decides what is computed.
package struct LlamaConfig: Sendable, Hashable {
    package var vocabularySize: Int
    package var hiddenSize: Int
    /// The width of the gated feed-forward layer.
    package var intermediateSize: Int
    package var layers: Int
    package var heads: Int
    /// Key and value heads; each serves `heads / keyValueHeads` query heads.
    package var keyValueHeads: Int
    package var headDimension: Int
    /// Added to the mean square in RMSNorm.
    package var normEpsilon: Double
    /// The base of the rotary embedding's wavelengths.
    package var ropeTheta: Double
    /// The longest context, in tokens.
    package var maximumPositions: Int
    /// Whether the output projection is the embedding matrix.
    package var tiesEmbeddings: Bool
    /// The type that the weights are stored in.
    package var type: StoredType
    package var pad: TokenID?
    package var begin: TokenID?
    /// The tokens that end an answer.
    package var end: [TokenID]

    /// A shape from its parts.
    package init(
        vocabularySize: Int, hiddenSize: Int, intermediateSize: Int, layers: Int, heads: Int, keyValueHeads: Int? = nil,
        headDimension: Int? = nil, normEpsilon: Double = 1e-5, ropeTheta: Double = 10_000, maximumPositions: Int,
        tiesEmbeddings: Bool = false, type: StoredType = .float32, pad: TokenID? = nil, begin: TokenID? = nil,
        end: [TokenID] = []
    ) {
        (self.vocabularySize, self.hiddenSize) = (vocabularySize, hiddenSize)
        (self.intermediateSize, self.layers, self.heads) = (intermediateSize, layers, heads)
        self.keyValueHeads = keyValueHeads ?? heads
        self.headDimension = headDimension ?? hiddenSize / heads
        (self.normEpsilon, self.ropeTheta, self.maximumPositions) = (normEpsilon, ropeTheta, maximumPositions)
        (self.tiesEmbeddings, self.type) = (tiesEmbeddings, type)
        (self.pad, self.begin, self.end) = (pad, begin, end)
    }

    /// Every tensor of the model and its shape, under the names of `transformers`' `LlamaForCausalLM`.
    package var expectedTensors: [TensorShape] {
        let queries = heads * headDimension
        let keys = keyValueHeads * headDimension
        var shapes = [TensorShape("model.embed_tokens.weight", [vocabularySize, hiddenSize])]
        for layer in 0..<layers {
            let prefix = "model.layers.\(layer)."
            shapes += [
                TensorShape(prefix + "input_layernorm.weight", [hiddenSize]),
                TensorShape(prefix + "self_attn.q_proj.weight", [queries, hiddenSize]),
                TensorShape(prefix + "self_attn.k_proj.weight", [keys, hiddenSize]),
                TensorShape(prefix + "self_attn.v_proj.weight", [keys, hiddenSize]),
                TensorShape(prefix + "self_attn.o_proj.weight", [hiddenSize, queries]),
                TensorShape(prefix + "post_attention_layernorm.weight", [hiddenSize]),
                TensorShape(prefix + "mlp.gate_proj.weight", [intermediateSize, hiddenSize]),
                TensorShape(prefix + "mlp.up_proj.weight", [intermediateSize, hiddenSize]),
                TensorShape(prefix + "mlp.down_proj.weight", [hiddenSize, intermediateSize]),
            ]
        }
        shapes.append(TensorShape("model.norm.weight", [hiddenSize]))
        if !tiesEmbeddings { shapes.append(TensorShape("lm_head.weight", [vocabularySize, hiddenSize])) }
        return shapes
    }
}
