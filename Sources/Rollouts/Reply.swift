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
