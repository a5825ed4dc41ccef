/// A token's number in a vocabulary.
public typealias TokenID = Int32

/// Text to tokens and back.
public protocol TokenCodec: Sendable {
    /// The tokens of `text`. Special tokens written out in the text are ordinary text.
    func encode(_ text: String) -> [TokenID]
    /// The text of `tokens`; special tokens are left out.
    func decode(_ tokens: [TokenID]) -> String
    /// The number of a special token such as `<|user|>`, or nil when there is none of this name.
    func special(_ name: String) -> TokenID?
}

/// How answers are drawn.
public struct Sampling: Sendable, Hashable, Codable {
    /// Logits are divided by it; 0 takes the most probable token.
    public var temperature: Double
    /// An answer is cut after this many tokens.
    public var maximumTokens: Int
    /// The token that ends an answer.
    public var end: TokenID

    /// Sampling settings.
    public init(temperature: Double = 1, maximumTokens: Int, end: TokenID) {
        (self.temperature, self.maximumTokens, self.end) = (temperature, maximumTokens, end)
    }
}

/// One row's next turn.
public struct AnswerRequest: Sendable {
    /// How the row's context goes on.
    public enum Context: Sendable {
        /// The tokens follow what the row holds, its own answers included.
        case append([TokenID])
        /// The row forgets what it held; these tokens are its whole context.
        case replace([TokenID])
    }
    /// The row's number in the session.
    public var row: Int
    /// What the row has seen when it answers.
    public var context: Context
    /// The random numbers of this answer: one a token, whatever batch the row sits in.
    public var key: RandomKey

    /// A request from its parts.
    public init(row: Int, context: Context, key: RandomKey) {
        (self.row, self.context, self.key) = (row, context, key)
    }
}

/// What the policy sampled for one request.
public struct Answer: Sendable, Hashable {
    /// The sampled tokens, with the end marker if it came. None when the row has no room for an answer.
    public var tokens: [TokenID]
    /// The log-probability at temperature 1 of each token.
    public var logProbs: [Float]
    /// The value of the context, read at its last token; 0 for a policy without a value head.
    public var value: Float

    /// An answer from its parts.
    public init(tokens: [TokenID], logProbs: [Float], value: Float) {
        (self.tokens, self.logProbs, self.value) = (tokens, logProbs, value)
    }
}

/// What answers prompts: a language model, or a script in a test.
public protocol Policy: AnyObject {
    var codec: any TokenCodec { get }
    /// Starts `rows` conversations, each with a context of its own that lives across turns.
    func session(rows: Int, sampling: Sampling) throws -> any SamplingSession
}

/// Conversations under way. A turn costs only its new tokens.
public protocol SamplingSession: AnyObject {
    /// Samples one answer per request, in the order of the requests. Rows may be left out of later turns.
    func answer(_ requests: [AnswerRequest]) throws -> [Answer]
}
