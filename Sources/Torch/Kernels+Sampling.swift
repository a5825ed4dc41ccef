internal import CKernels

/// Which tokens may be drawn. Filters act in the order of the properties, as in Hugging Face's `generate`; tokens with equal logits stand
/// or fall together.
package struct TokenFilter: Sendable, Hashable, Codable {
    /// The tokens whose logit is among the this many largest; 0 keeps all.
    package var topK: Int
    /// The tokens such that all more probable ones together have less than this; 1 keeps all.
    package var topP: Double
    /// The tokens with at least this part of the largest probability; 0 keeps all.
    package var minP: Double

    /// Keeps all tokens, unless told otherwise.
    package init(topK: Int = 0, topP: Double = 1, minP: Double = 0) {
        (self.topK, self.topP, self.minP) = (topK, topP, minP)
    }
}

/// What was drawn for some rows.
package struct DrawnTokens {
    package var tokens: [Int32]
    /// The log-probability of each at temperature 1, among all tokens.
    package var logProbs: [Float]
    /// The log-probability of each in the distribution that it was drawn from: at the temperature, among the tokens that the filter keeps.
    package var drawnLogProbs: [Float]
}

extension Kernels {
    /// The next token of each row, and its log-probability at temperature 1.
    ///
    /// - Parameter uniforms: one number in [0, 1) a row.
    /// - Throws: `Diverged` when a logit is not finite.
    package static func sample(
        _ logits: UnsafePointer<Float>, rows: Int, vocabulary: Int, temperature: Double, uniforms: [Double]
    ) throws -> (tokens: [Int32], logProbs: [Float]) {
        let drawn = try sample(
            logits, rows: rows, vocabulary: vocabulary, temperature: temperature, filter: TokenFilter(),
            uniforms: uniforms)
        return (drawn.tokens, drawn.logProbs)
    }

    /// The next token of each row, from among those that `filter` keeps.
    ///
    /// - Parameter uniforms: one number in [0, 1) a row.
    /// - Throws: `Diverged` when a logit is not finite.
    package static func sample(
        _ logits: UnsafePointer<Float>, rows: Int, vocabulary: Int, temperature: Double, filter: TokenFilter,
        uniforms: [Double]
    ) throws -> DrawnTokens {
        precondition(uniforms.count == rows)
        let sampling = ck_sampling(
            temperature: temperature, top_k: Int32(clamping: filter.topK), top_p: filter.topP, min_p: filter.minP)
        var tokens = [Int32](repeating: 0, count: rows), logProbs = [Float](repeating: 0, count: rows)
        var drawnLogProbs = logProbs
        let drawn = ck_sample(
            logits, Int32(rows), Int32(vocabulary), sampling, uniforms, &tokens, &logProbs, &drawnLogProbs)
        guard drawn == rows else { throw Diverged("the logits") }
        return DrawnTokens(tokens: tokens, logProbs: logProbs, drawnLogProbs: drawnLogProbs)
    }
}
