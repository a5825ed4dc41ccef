package import Rollouts

/// The special tokens that frame a conversation: `<|user|>` text `<|asst|>` answer `<|end|>`.
package struct ChatMarkers: Sendable, Hashable {
    /// Opens what the environment says.
    package var user: TokenID
    /// Opens an answer. The critic reads its value here.
    package var assistant: TokenID
    /// Ends an answer.
    package var end: TokenID

    /// Markers that are known.
    package init(user: TokenID, assistant: TokenID, end: TokenID) {
        (self.user, self.assistant, self.end) = (user, assistant, end)
    }

    /// The markers of a vocabulary.
    ///
    /// - Throws: `MissingMarker` when the vocabulary lacks one.
    package init(_ codec: any TokenCodec) throws {
        func find(_ name: String) throws -> TokenID {
            guard let token = codec.special(name) else { throw MissingMarker(name: name) }
            return token
        }
        (user, assistant, end) = (try find("<|user|>"), try find("<|asst|>"), try find("<|end|>"))
    }
}

/// A tokenizer that cannot frame a conversation.
package struct MissingMarker: Error, CustomStringConvertible {
    package var name: String

    package var description: String {
        "the tokenizer has no special token \(name): conversations need <|user|>, <|asst|> and <|end|> among "
            + "the added_tokens of tokenizer.json"
    }
}
