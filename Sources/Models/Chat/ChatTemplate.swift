package import Rollouts

/// How messages become tokens, once and in their order: what a context holds is only ever added to, and an answer stays what was sampled.
package protocol ChatTemplate: Sendable {
    var codec: any TokenCodec { get }
    /// The tokens that end an answer.
    var ends: Set<TokenID> { get }
    /// The one of `ends` that closes an answer to imitate, and one that was cut.
    var end: TokenID { get }

    /// What a message adds to the context, up to where the answer to it begins.
    ///
    /// - Parameters:
    ///   - messages: the conversation, with the message last. Answers among them are texts of tokens that the context holds.
    ///   - stop: why the answer before it ended, since one that was cut may have to be closed; nil for the opening message.
    /// - Throws: `ChatError` where the template cannot go on from what it wrote before.
    func prompt(_ messages: [Message], after stop: StopReason?) throws -> ChatPrompt

    /// The tokens of an answer to imitate, with the one that ends it.
    func answer(_ text: String) -> [TokenID]

    /// Whether a token frames messages. An answer that holds one before its end is no text.
    func frames(_ token: TokenID) -> Bool
}

/// A message as tokens.
package struct ChatPrompt: Sendable, Hashable {
    /// With all that frames it.
    package var tokens: [TokenID]
    /// Where in `tokens` the message itself stands; empty where the template does not write it as it is.
    package var body: Range<Int>
    /// How many bytes of white space the template takes from the end of the message.
    package var trimmed = 0

    /// A prompt from its parts.
    package init(before: [TokenID], _ text: [TokenID], after: [TokenID]) {
        tokens = before + text + after
        body = before.count..<before.count + text.count
    }

    /// A prompt in which the message stands at `body`.
    package init(_ tokens: [TokenID], body: Range<Int>, trimmed: Int) {
        (self.tokens, self.body, self.trimmed) = (tokens, body, trimmed)
    }
}

/// A conversation that a template cannot write, or a tokenizer or folder that it cannot work with.
package struct ChatError: Error, Hashable, CustomStringConvertible {
    /// One sentence.
    package var description: String
}

extension ChatTemplate {
    package func answer(_ text: String) -> [TokenID] { codec.encode(text) + [end] }

    /// What an answer says, and why it ended.
    func read(_ answer: [TokenID]) -> (text: String, stop: StopReason) {
        guard let last = answer.last else { return ("", .context) }
        let isEnded = ends.contains(last)
        let body = isEnded ? Array(answer.dropLast()) : answer
        let isMalformed = body.contains { frames($0) }
        return (codec.decode(body), isMalformed ? .malformed : isEnded ? .end : .length)
    }

    /// A conversation to imitate as one sequence, and each token's weight in the loss that predicts it.
    ///
    /// What frames messages weighs nothing, but for the end of an answer, which weighs what the answer does.
    /// - Throws: `ChatError` where the template cannot write the conversation.
    package func sequence(_ messages: [WeightedMessage]) throws -> (tokens: [TokenID], weights: [Float]) {
        var tokens: [TokenID] = [], weights: [Float] = []
        func add(_ part: some Collection<TokenID>, _ weight: Float) {
            tokens += part
            weights += Array(repeating: weight, count: part.count)
        }
        for (index, message) in messages.enumerated() {
            switch message.role {
            case .assistant: add(answer(message.text), message.weight)
            case .user:
                let said = messages[...index].map { Message($0.role, $0.text) }
                let prompt = try prompt(said, after: index == 0 ? nil : .end)
                let weighted = weightedTokens(of: prompt, message)
                add(prompt.tokens[..<(prompt.body.upperBound - weighted)], 0)
                add(prompt.tokens[..<prompt.body.upperBound].suffix(weighted), message.weight)
                add(prompt.tokens[prompt.body.upperBound...], 0)
            }
        }
        return (tokens, weights)
    }

    /// How many of the last tokens of a message lie wholly behind the offset from which it weighs.
    private func weightedTokens(of prompt: ChatPrompt, _ message: WeightedMessage) -> Int {
        guard message.weight != 0 else { return 0 }
        var bytes = message.text.utf8.count - prompt.trimmed - message.offset
        return prompt.tokens[prompt.body].reversed().prefix {
            bytes -= codec.byteCount(of: $0)
            return bytes >= 0
        }.count
    }
}
