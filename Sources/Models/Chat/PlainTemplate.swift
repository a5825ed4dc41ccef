package import Rollouts

/// Messages as text and nothing else, for base models: what the tokenizer puts before any text, then message, answer, end token, message,
/// and so on. An answer that was cut goes on into the next message.
package struct PlainTemplate: ChatTemplate {
    package let codec: any TokenCodec
    package let ends: Set<TokenID>
    package let end: TokenID

    /// - Parameters:
    ///   - end: the token that a text of this model ends with.
    ///   - ends: further tokens that end an answer.
    package init(_ codec: any TokenCodec, end: TokenID, ends: Set<TokenID> = []) {
        (self.codec, self.end, self.ends) = (codec, end, ends.union([end]))
    }

    package func prompt(_ messages: [Message], after stop: StopReason?) -> ChatPrompt {
        let text = codec.encode([.text(messages.last?.text ?? "")], continuing: stop != nil && stop != .end)
        return ChatPrompt(before: stop == nil ? codec.opening : [], text, after: [])
    }

    package func answer(_ text: String) -> [TokenID] {
        codec.encode([.text(text)], continuing: true) + [end]
    }

    package func frames(_ token: TokenID) -> Bool { ends.contains(token) || codec.byteCount(of: token) == 0 }
}
