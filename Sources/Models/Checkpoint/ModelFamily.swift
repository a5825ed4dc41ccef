/// Decoders of Llama's shape whose differences are built: RMSNorm, rotary positions, grouped-query attention and SwiGLU in all of them.
package enum ModelFamily: String, Sendable, Hashable, CaseIterable {
    /// Llama 1 to 3.2 and SmolLM2.
    case llama
    /// Mistral; a sliding window bounds the context.
    case mistral
    /// Qwen2 and Qwen2.5: queries, keys and values have biases.
    case qwen2
    /// Qwen3: the heads of queries and keys are normalised.
    case qwen3

    /// What `transformers` calls the model.
    package var architecture: String {
        switch self {
        case .llama: "LlamaForCausalLM"
        case .mistral: "MistralForCausalLM"
        case .qwen2: "Qwen2ForCausalLM"
        case .qwen3: "Qwen3ForCausalLM"
        }
    }

    package static let supported =
        "supported are "
        + allCases.map { "\($0.architecture) (model_type \($0.rawValue))" }.joined(separator: ", ")

    // What `transformers` takes where config.json is silent.

    func defaultKeyValueHeads(heads: Int) -> Int {
        switch self {
        case .llama: heads
        case .mistral: 8
        case .qwen2, .qwen3: 32
        }
    }
    func defaultHeadDimension(hiddenSize: Int, heads: Int) -> Int { self == .qwen3 ? 128 : hiddenSize / heads }
    var defaultPositions: Int {
        switch self {
        case .llama: 2048
        case .mistral: 131_072
        case .qwen2, .qwen3: 32_768
        }
    }
}

/// Which linear layers have a bias.
package struct BiasScope: OptionSet, Sendable, Hashable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let queryKeyValue = BiasScope(rawValue: 1)
    package static let attentionOutput = BiasScope(rawValue: 2)
    package static let feedForward = BiasScope(rawValue: 4)
}

/// Llama 3's stretching of the rotary wavelengths (`rope_type` "llama3"): long ones grow by `factor`, short ones stay, those
/// between are blended. https://huggingface.co/meta-llama/Llama-3.1-8B
package struct RopeScaling: Sendable, Hashable {
    package var factor: Double
    /// Wavelengths above `originalPositions / lowFrequencyFactor` are stretched whole.
    package var lowFrequencyFactor: Double
    /// Wavelengths below `originalPositions / highFrequencyFactor` are kept.
    package var highFrequencyFactor: Double
    /// The context that the model was first trained on, in tokens.
    package var originalPositions: Int

    package init(factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double, originalPositions: Int) {
        (self.factor, self.originalPositions) = (factor, originalPositions)
        (self.lowFrequencyFactor, self.highFrequencyFactor) = (lowFrequencyFactor, highFrequencyFactor)
    }

    /// The scaled frequency, rounded after each step as `transformers` rounds.
    func scaled(_ frequency: Float) -> Float {
        let wavelength = Float(2 * Double.pi) / frequency
        let original = Float(originalPositions), low = Float(lowFrequencyFactor)
        if wavelength > Float(Double(originalPositions) / lowFrequencyFactor) { return frequency / Float(factor) }
        if wavelength < Float(Double(originalPositions) / highFrequencyFactor) { return frequency }
        let smooth = (original / wavelength - low) / Float(highFrequencyFactor - lowFrequencyFactor)
        return (1 - smooth) * frequency / Float(factor) + smooth * frequency
    }
}
