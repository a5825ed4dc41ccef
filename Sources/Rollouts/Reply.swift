/// What one side says in a conversation.
public struct Message: Sendable, Hashable, Codable {
    /// The sides.
    public enum Role: String, Sendable, Hashable, Codable { case user, assistant }
    /// Who says it.
    public var role: Role
    /// What is said.
    public var text: String

    /// A message from its parts.
    public init(_ role: Role, _ text: String) { (self.role, self.text) = (role, text) }
}

/// Why an answer ended.
public enum StopReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// The policy ended it.
    case end
    /// It was cut at the limit.
    case length
    /// The policy wrote a token that frames messages: no text says what it wrote.
    case malformed
    /// There was no room for an answer in the policy's context, and so there is none.
    case context
}

/// A policy's answer to the last of some messages.
public struct Reply: Sendable, Hashable {
    /// Without whatever ended it.
    public var text: String
    /// Why it ended.
    public var stop: StopReason
    /// Which weights answered: counts the times that the policy was changed.
    public var version: Int
    /// What was sampled, token by token, where the policy knows.
    public var trace: TokenTrace?

    /// A reply from its parts.
    public init(_ text: String, stop: StopReason = .end, version: Int = 0, trace: TokenTrace? = nil) {
        (self.text, self.stop, self.version, self.trace) = (text, stop, version, trace)
    }
}

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

/// What a policy is asked.
public struct ReplyRequest: Sendable, Hashable {
    /// Which of the session's conversations it is.
    public var conversation: Int
    /// All that the policy is to see: the opening first, the message to answer last. Between them stand the attempts that are kept.
    public var messages: [Message]
    /// The random numbers of this answer, whatever it is asked beside.
    public var key: RandomKey

    /// A request from its parts.
    public init(conversation: Int, messages: [Message], key: RandomKey) {
        (self.conversation, self.messages, self.key) = (conversation, messages, key)
    }
}

/// How answers are drawn.
public struct ReplyOptions: Sendable, Hashable {
    /// Of sampling; 0 takes the most probable token.
    public var temperature: Double
    /// An answer is cut after this many tokens.
    public var maximumTokens: Int
    /// Attempts that requests keep beside the opening message; nil keeps all.
    public var window: Int?

    /// Options from their parts.
    public init(temperature: Double = 1, maximumTokens: Int, window: Int? = nil) {
        (self.temperature, self.maximumTokens, self.window) = (temperature, maximumTokens, window)
    }
}

/// A policy that answers each request by itself, many at once: one behind a server.
public protocol ConcurrentPolicy: Sendable {
    /// - Throws: what keeps it from answering. An answer that is cut or does not fit is a reply.
    func reply(to request: ReplyRequest, _ options: ReplyOptions) async throws -> Reply
}
