import JSON
import Rollouts

/// A token that is found in the text before the model sees it, such as `<|user|>`.
struct AddedToken: Sendable {
    var id: TokenID
    var content: String
    /// Whether it takes the white space before it, and after it.
    var takesSpaceBefore: Bool
    var takesSpaceAfter: Bool
    /// Whether it is looked for in the normalized text.
    var isNormalized: Bool
    /// Whether `decode` leaves it out, and `encode` by default reads it as ordinary text.
    var isSpecial: Bool

    /// Reads the member `added_tokens` of a `tokenizer.json`.
    ///
    /// - Throws: `CheckpointError` for a token that is empty or has another's number, and for a setting that is not supported.
    static func list(_ fields: JSONFields, model: BytePairEncoding) throws -> [AddedToken] {
        guard fields["added_tokens"] != nil else { return [] }
        let modelIDs = Set(model.ids.values)
        var taken: Set<TokenID> = []
        return try fields.members("added_tokens").map { token in
            let content = try token.string("content")
            guard !content.isEmpty else { throw token.error("content", "it must not be empty") }
            guard try !token.bool("single_word", default: false) else {
                throw token.error("single_word", "only false is supported")
            }
            let id = TokenID(try token.integer("id", in: 0...BytePairEncoding.maximumToken))
            let expected = model.ids[ByteString(content)]
            guard expected == id || (expected == nil && !modelIDs.contains(id)), taken.insert(id).inserted else {
                throw token.error("id", "it belongs to another token, or \"\(content)\" has another id in model.vocab")
            }
            return AddedToken(
                id: id, content: content, takesSpaceBefore: try token.bool("lstrip", default: false),
                takesSpaceAfter: try token.bool("rstrip", default: false),
                isNormalized: try token.bool("normalized", default: true),
                isSpecial: try token.bool("special", default: false))
        }
    }
}
