/// A message to imitate, and how much predicting its tokens counts.
public struct WeightedMessage: Sendable, Hashable {
    /// Who says it.
    public var role: Message.Role
    /// What is said.
    public var text: String
    /// What each of its tokens weighs in the loss that predicts it.
    public var weight: Float
    /// Of a user's message, only the tokens that lie wholly behind this many UTF-8 bytes weigh.
    public var offset: Int

    /// A message from its parts.
    public init(_ role: Message.Role, _ text: String, weight: Float, offset: Int = 0) {
        (self.role, self.text, self.weight, self.offset) = (role, text, weight, offset)
    }
}
