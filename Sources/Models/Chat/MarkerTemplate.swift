package import Rollouts

/// The template of `minicoder`: `<|user|>` text `<|asst|>` answer `<|end|>`, with nothing between one message and the next.
package struct MarkerTemplate: ChatTemplate {
    package let codec: any TokenCodec
    package let ends: Set<TokenID>
    package let end: TokenID
    /// Opens what the environment says.
    private let user: TokenID
    /// Opens an answer. The critic reads its value here.
    private let assistant: TokenID

    /// The template over a vocabulary.
    ///
    /// - Parameter ends: tokens that end an answer beside `<|end|>`.
    /// - Throws: `MissingMarker` when the vocabulary lacks a marker.
    package init(_ codec: any TokenCodec, ends: Set<TokenID> = []) throws {
        func find(_ name: String) throws -> TokenID {
            guard let token = codec.special(name) else { throw MissingMarker(name: name) }
            return token
        }
        self.codec = codec
        (user, assistant, end) = (try find("<|user|>"), try find("<|asst|>"), try find("<|end|>"))
        self.ends = ends.union([end])
    }

    package func prompt(_ messages: [Message], after stop: StopReason?) -> ChatPrompt {
        ChatPrompt(before: [user], codec.encode(messages.last?.text ?? ""), after: [assistant])
    }

    package func frames(_ token: TokenID) -> Bool { token == user || token == assistant || ends.contains(token) }
}

/// A tokenizer that cannot frame a conversation.
package struct MissingMarker: Error, CustomStringConvertible {
    package var name: String

    package var description: String {
        "the tokenizer has no special token \(name): conversations need <|user|>, <|asst|> and <|end|> among "
            + "the added_tokens of tokenizer.json"
    }
}
