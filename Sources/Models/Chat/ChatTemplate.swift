package import Rollouts

/// How messages become tokens, once and in their order: what a context holds is only ever added to, and an answer stays what was sampled.
package protocol ChatTemplate: Sendable {
    var codec: any TokenCodec { get }
    /// The token that ends an answer.
    var end: TokenID { get }

    /// What a message adds to the context, up to where the answer to it begins.
    ///
    /// - Parameter stop: why the answer before it ended, since one that was cut may have to be closed; nil for the opening message.
    func prompt(_ text: String, after stop: StopReason?) -> ChatPrompt

    /// Whether a token frames messages. An answer that holds one before its end is no text.
    func frames(_ token: TokenID) -> Bool
}

/// A message as tokens.
package struct ChatPrompt: Sendable, Hashable {
    /// With all that frames it.
    package var tokens: [TokenID]
    /// Where in `tokens` the message itself stands.
    package var body: Range<Int>

    /// A prompt from its parts.
    package init(before: [TokenID], _ text: [TokenID], after: [TokenID]) {
        tokens = before + text + after
        body = before.count..<before.count + text.count
    }
}

extension ChatTemplate {
    /// What an answer says, and why it ended.
    func read(_ answer: [TokenID]) -> (text: String, stop: StopReason) {
        guard let last = answer.last else { return ("", .context) }
        let body = last == end ? Array(answer.dropLast()) : answer
        let isMalformed = body.contains { frames($0) }
        return (codec.decode(body), isMalformed ? .malformed : last == end ? .end : .length)
    }

    /// A conversation to imitate as one sequence, and each token's weight in the loss that predicts it.
    ///
    /// What frames messages weighs nothing, but for the end of an answer, which weighs what the answer does.
    package func sequence(_ messages: [WeightedMessage]) -> (tokens: [TokenID], weights: [Float]) {
        var tokens: [TokenID] = [], weights: [Float] = []
        func add(_ part: some Collection<TokenID>, _ weight: Float) {
            tokens += part
            weights += Array(repeating: weight, count: part.count)
        }
        for (index, message) in messages.enumerated() {
            switch message.role {
            case .assistant: add(codec.encode(message.text) + [end], message.weight)
            case .user:
                let prompt = prompt(message.text, after: index == 0 ? nil : .end)
                let weighted = weightedTokens(of: Array(prompt.tokens[prompt.body]), message)
                add(prompt.tokens[..<(prompt.body.upperBound - weighted)], 0)
                add(prompt.tokens[..<prompt.body.upperBound].suffix(weighted), message.weight)
                add(prompt.tokens[prompt.body.upperBound...], 0)
            }
        }
        return (tokens, weights)
    }

    /// How many of the last tokens of a message lie wholly behind the offset from which it weighs.
    private func weightedTokens(of body: [TokenID], _ message: WeightedMessage) -> Int {
        guard message.weight != 0 else { return 0 }
        var bytes = message.text.utf8.count - message.offset
        return body.reversed().prefix {
            bytes -= codec.decode([$0]).utf8.count
            return bytes >= 0
        }.count
    }
}
