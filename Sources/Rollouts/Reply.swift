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
