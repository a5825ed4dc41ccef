internal import JSON
package import Rollouts

/// A BPE tokenizer, read from a Hugging Face `tokenizer.json`: byte-level ones (GPT-2, Llama 3, Qwen2, SmolLM2, Mistral's later
/// ones) and SentencePiece's with a fallback to bytes (Llama 2, Mistral's first ones).
///
/// It gives the ids of the `tokenizers` package (the golden files in the tests come from there). Any text can be encoded, and
/// `decode` gives it back unless the vocabulary lacks a byte of it or the normalizer changes it. Safe on any thread.
package final class Tokenizer: TokenCodec {
    /// One more than the highest token.
    package let vocabularySize: Int

    let model: BytePairEncoding
    private let preTokenizer: PreTokenizer
    private let normalizer: Normalizer
    /// Looked for in the text as it is, and in the normalized text.
    private let rawMatcher: AddedTokenMatcher
    private let normalizedMatcher: AddedTokenMatcher
    /// All special tokens as they are written.
    private let specialMatcher: AddedTokenMatcher
    private let added: [TokenID: AddedToken]
    private let specials: [ByteString: TokenID]
    let specialIDs: Set<TokenID>
    /// What each token stands for; nil where the vocabulary has a gap.
    let bytes: [[UInt8]?]
    private let template: Template
    private let words = TokenCache()
    private let texts = TokenCache()

    /// Tokens that the file's post-processor puts around a text.
    struct Template: Sendable {
        var before: [TokenID] = []
        var after: [TokenID] = []
    }

    init(
        model: BytePairEncoding, addedTokens: [AddedToken], preTokenizer: PreTokenizer, normalizer: Normalizer,
        template: Template
    ) {
        (self.model, self.preTokenizer) = (model, preTokenizer)
        (self.normalizer, self.template) = (normalizer, template)
        // What is looked for in normalized text is itself normalized, and decodes so.
        let spelling = { (token: AddedToken) in
            token.isNormalized ? normalizer.apply(token.content) : token.content
        }
        let special = addedTokens.filter(\.isSpecial)
        rawMatcher = AddedTokenMatcher(addedTokens.filter { !$0.isNormalized }, spelling: spelling)
        normalizedMatcher = AddedTokenMatcher(addedTokens.filter(\.isNormalized), spelling: spelling)
        specialMatcher = AddedTokenMatcher(special, spelling: \.content)
        added = Dictionary(addedTokens.map { ($0.id, $0) }) { first, _ in first }
        specials = Dictionary(special.map { (ByteString($0.content), $0.id) }) { first, _ in first }
        specialIDs = Set(special.map(\.id))
        let spellings = model.ids.map { ($0.key.text, $0.value) } + addedTokens.map { (spelling($0), $0.id) }
        vocabularySize = 1 + Int(spellings.map(\.1).max() ?? -1)
        var bytes = [[UInt8]?](repeating: nil, count: vocabularySize)
        for (spelling, id) in spellings { bytes[Int(id)] = model.spelling.bytes(of: spelling) }
        self.bytes = bytes
    }

    package func encode(_ text: String) -> [TokenID] { encode(text, allowingSpecial: false) }

    /// The tokens of `text`.
    ///
    /// - Parameters:
    ///   - allowingSpecial: whether special tokens written out in the text become those tokens. Never for text that a policy or a
    ///     program under test wrote.
    ///   - addingTemplate: whether the tokens that the file puts around a text, such as a begin token, are added. With both set
    ///     this is what the `tokenizers` package does by default.
    package func encode(_ text: String, allowingSpecial: Bool, addingTemplate: Bool = false) -> [TokenID] {
        let tokens = tokens(of: text, allowingSpecial: allowingSpecial, place: .start)
        return addingTemplate ? template.before + tokens + template.after : tokens
    }

    package func encode(_ pieces: [TextPiece], continuing: Bool) -> [TokenID] {
        var tokens: [TokenID] = []
        var place = continuing ? PreTokenizer.Place.inside : .start
        var eatsSpace = false
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .special(let id):
                tokens.append(id)
                eatsSpace = added[id]?.takesSpaceAfter ?? false
            case .text(var text):
                if eatsSpace { text = String(text.unicodeScalars.drop(while: \.properties.isWhitespace)) }
                if index + 1 < pieces.count, case .special(let next) = pieces[index + 1],
                    added[next]?.takesSpaceBefore == true
                {
                    let space = text.unicodeScalars.reversed().prefix(while: \.properties.isWhitespace).count
                    text = String(text.unicodeScalars.dropLast(space))
                }
                tokens += self.tokens(of: text, allowingSpecial: false, place: place)
                eatsSpace = false
            }
            place = .later
        }
        return tokens
    }

    /// - Parameter place: where in a text the first of its segments stands.
    private func tokens(of text: String, allowingSpecial: Bool, place: PreTokenizer.Place) -> [TokenID] {
        var tokens: [TokenID] = []
        var place = place
        for segment in rawMatcher.segments(text, allowingSpecial: allowingSpecial) {
            switch segment {
            case .token(let id): tokens.append(id)
            case .text(let raw):
                let text = normalizer.apply(raw, continuing: place == .inside)
                for inner in normalizedMatcher.segments(text, allowingSpecial: allowingSpecial) {
                    switch inner {
                    case .token(let id): tokens.append(id)
                    case .text(let text): tokens += wordTokens(text, place)
                    }
                    place = .later
                }
            }
            place = .later
        }
        return tokens
    }

    private func wordTokens(_ text: String, _ place: PreTokenizer.Place) -> [TokenID] {
        func encode(_ text: String) -> [TokenID] {
            words.tokens(preTokenizer.words(text, place), encode: model.encode)
        }
        // The cache of whole texts does not know where they stood.
        guard place == .start || !preTokenizer.readsPlace else { return encode(text) }
        return texts.tokens([text], encode: encode)
    }

    package func pieces(of text: String) -> [TextPiece] {
        specialMatcher.matches(text).map { segment in
            switch segment {
            case .text(let text): .text(text)
            case .token(let id): .special(id)
            }
        }
    }

    package func special(_ name: String) -> TokenID? { specials[ByteString(name)] }

    package func spelling(of special: TokenID) -> String { added[special]?.content ?? "" }

    package var opening: [TokenID] { template.before }
}
