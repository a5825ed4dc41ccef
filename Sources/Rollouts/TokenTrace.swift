/// A token's number in a vocabulary.
public typealias TokenID = Int32

/// A reply as tokens: what is trained on is what was sampled.
public struct TokenTrace: Sendable, Hashable {
    /// What was put before the answer since the last one: the message with its markers.
    public var prompt: [TokenID]
    /// The tokens that were sampled, with the end marker if it came.
    public var answer: [TokenID]
    /// The log-probability at temperature 1 of each token of `answer`.
    public var logProbs: [Float]
    /// The critic's value of the context, read at the last token of `prompt`.
    public var value: Float

    /// A trace from its parts.
    public init(prompt: [TokenID], answer: [TokenID], logProbs: [Float], value: Float) {
        (self.prompt, self.answer, self.logProbs, self.value) = (prompt, answer, logProbs, value)
    }
}
