package import Rollouts

/// The shape of a decoder: the part of a Hugging Face `config.json` that decides what is computed.
package struct TransformerConfig: Sendable, Hashable {
    package var family = ModelFamily.llama
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
    /// nil where the wavelengths are those of the base.
    package var ropeScaling: RopeScaling?
    /// The longest context that the rotary embedding is made for, in tokens.
    package var maximumPositions: Int
    /// How far back a token sees; nil without a bound.
    package var slidingWindow: Int?
    package var biases: BiasScope = []
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

    /// The longest context, in tokens. Up to the sliding window attention sees all, which is what is computed.
    package var context: Int { min(maximumPositions, slidingWindow ?? maximumPositions) }

    /// Whether queries and keys are normalised, each head by itself.
    package var normalisesHeads: Bool { family == .qwen3 }

    /// Every tensor of the model and its shape, under the names of `transformers`.
    package var expectedTensors: [TensorShape] {
        let table = [vocabularySize, hiddenSize]
        return [TensorShape(LayerLayout.embedding, table)]
            + (0..<layers).flatMap { LayerLayout(self, layer: $0).tensors }
            + [TensorShape(LayerLayout.norm, [hiddenSize])]
            + (tiesEmbeddings ? [] : [TensorShape(LayerLayout.output, table)])
    }
}

/// A linear map as checkpoints hold it.
package struct LinearLayout: Sendable, Hashable {
    /// Without `.weight` or `.bias`.
    package var name: String
    package var inputs: Int
    package var outputs: Int
    package var hasBias: Bool

    /// `[outputs, inputs]`
    package var weight: TensorShape { TensorShape(name + ".weight", [outputs, inputs]) }
    /// `[outputs]`
    package var bias: TensorShape? { hasBias ? TensorShape(name + ".bias", [outputs]) : nil }
    var tensors: [TensorShape] { [weight] + (bias.map { [$0] } ?? []) }
}

/// What `transformers` calls the tensors of one layer, and their shapes.
struct LayerLayout {
    static let embedding = "model.embed_tokens.weight"
    static let norm = "model.norm.weight"
    static let output = "lm_head.weight"

    let attentionNorm, feedForwardNorm: TensorShape
    /// Of queries and of keys, `[head_dim]`.
    let headNorms: (query: TensorShape, key: TensorShape)?
    /// Queries, keys and values.
    let queryKeyValue: [LinearLayout]
    let attentionOutput: LinearLayout
    /// Gate and up.
    let gateUp: [LinearLayout]
    let down: LinearLayout

    init(_ config: TransformerConfig, layer: Int) {
        let prefix = "model.layers.\(layer).", width = config.hiddenSize, ffn = config.intermediateSize
        let queries = config.heads * config.headDimension, keys = config.keyValueHeads * config.headDimension
        func norm(_ name: String, _ width: Int) -> TensorShape { TensorShape("\(prefix)\(name).weight", [width]) }
        func linear(_ name: String, _ inputs: Int, _ outputs: Int, _ scope: BiasScope) -> LinearLayout {
            LinearLayout(
                name: prefix + name, inputs: inputs, outputs: outputs, hasBias: config.biases.contains(scope))
        }
        attentionNorm = norm("input_layernorm", width)
        feedForwardNorm = norm("post_attention_layernorm", width)
        headNorms =
            config.normalisesHeads
            ? (norm("self_attn.q_norm", config.headDimension), norm("self_attn.k_norm", config.headDimension)) : nil
        queryKeyValue = zip(["q", "k", "v"], [queries, keys, keys]).map {
            linear("self_attn.\($0)_proj", width, $1, .queryKeyValue)
        }
        attentionOutput = linear("self_attn.o_proj", queries, width, .attentionOutput)
        gateUp = ["gate", "up"].map { linear("mlp.\($0)_proj", width, ffn, .feedForward) }
        down = linear("mlp.down_proj", ffn, width, .feedForward)
    }

    /// In the order in which random weights are numbered.
    var tensors: [TensorShape] {
        [attentionNorm] + queryKeyValue.flatMap(\.tensors) + attentionOutput.tensors
            + (headNorms.map { [$0.query, $0.key] } ?? []) + [feedForwardNorm] + gateUp.flatMap(\.tensors)
            + down.tensors
    }
}
