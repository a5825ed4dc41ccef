internal import Foundation
internal import JSON
package import Rollouts

/// Text to tokens and back.
package protocol TokenCodec: Sendable {
    /// The tokens of `text`. Special tokens written out in the text are ordinary text.
    func encode(_ text: String) -> [TokenID]
    /// The text of `tokens`; special tokens are left out.
    func decode(_ tokens: [TokenID]) -> String
    /// The number of a special token such as `<|user|>`, or nil when there is none of this name.
    func special(_ name: String) -> TokenID?
}

/// A byte-level BPE tokenizer, read from a Hugging Face `tokenizer.json`.
///
/// It gives the ids of the `tokenizers` package (the golden files in the tests come from there). Any text can be encoded, and
/// `decode` gives it back. Safe on any thread.
package final class ByteLevelTokenizer: TokenCodec {
    /// One more than the highest token.
    package let vocabularySize: Int

    let model: BytePairEncoding
    private let preTokenizer: PreTokenizer
    private let normalizer: Normalizer
    /// Looked for in the text as it is, and in the normalized text.
    private let rawMatcher: AddedTokenMatcher
    private let normalizedMatcher: AddedTokenMatcher
    private let specials: [ByteString: TokenID]
    private let specialIDs: Set<TokenID>
    /// What each token stands for; nil where the vocabulary has a gap.
    private let bytes: [[UInt8]?]
    private let template: Template
    private let words = TokenCache()
    private let texts = TokenCache()

    /// Tokens that the file's post-processor puts around a text.
    struct Template: Sendable {
        var before: [TokenID] = []
        var after: [TokenID] = []
    }

    /// What happens to text before anything else.
    enum Normalizer: Sendable {
        case none
        /// Unicode's canonical composition.
        case nfc

        /// ICU's composition; `precomposedStringWithCanonicalMapping` knows fewer marks, and gives other ids.
        ///
        /// It differs from the package's only next to characters of Unicode 10 and later, which the package does not know.
        func apply(_ text: String) -> String {
            guard self == .nfc, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
            guard let composed = text.applyingTransform(StringTransform("NFC"), reverse: false) else {
                preconditionFailure("ICU has no transform NFC")
            }
            return composed
        }
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
        rawMatcher = AddedTokenMatcher(addedTokens.filter { !$0.isNormalized }, spelling: spelling)
        normalizedMatcher = AddedTokenMatcher(addedTokens.filter(\.isNormalized), spelling: spelling)
        let special = addedTokens.filter(\.isSpecial)
        specials = Dictionary(special.map { (ByteString($0.content), $0.id) }) { first, _ in first }
        specialIDs = Set(special.map(\.id))
        let spellings = model.ids.map { ($0.key.text, $0.value) } + addedTokens.map { (spelling($0), $0.id) }
        vocabularySize = 1 + Int(spellings.map(\.1).max() ?? -1)
        var bytes = [[UInt8]?](repeating: nil, count: vocabularySize)
        for (spelling, id) in spellings { bytes[Int(id)] = ByteAlphabet.bytes(of: spelling) }
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
        var tokens = addingTemplate ? template.before : []
        for segment in rawMatcher.segments(text, allowingSpecial: allowingSpecial) {
            switch segment {
            case .token(let id): tokens.append(id)
            case .text(let raw):
                for inner in normalizedMatcher.segments(normalizer.apply(raw), allowingSpecial: allowingSpecial) {
                    switch inner {
                    case .token(let id): tokens.append(id)
                    case .text(let text): tokens += texts.tokens([text], encode: encodeWords)
                    }
                }
            }
        }
        return addingTemplate ? tokens + template.after : tokens
    }

    private func encodeWords(_ text: String) -> [TokenID] {
        words.tokens(preTokenizer.words(text), encode: model.encode)
    }

    package func decode(_ tokens: [TokenID]) -> String { decode(tokens, keepingSpecial: false) }

    /// The text of `tokens`; bytes that are not UTF-8 become U+FFFD, one for each maximal part of a character.
    ///
    /// - Parameter keepingSpecial: whether special tokens are written out rather than left out.
    package func decode(_ tokens: [TokenID], keepingSpecial: Bool) -> String {
        var result: [UInt8] = []
        for token in tokens where keepingSpecial || !specialIDs.contains(token) {
            result += bytes(of: token) ?? []
        }
        return String(decoding: result, as: UTF8.self)
    }

    package func special(_ name: String) -> TokenID? { specials[ByteString(name)] }

    /// The bytes that `token` stands for, or nil when there is no such token.
    package func bytes(of token: TokenID) -> [UInt8]? {
        bytes.indices.contains(Int(token)) ? bytes[Int(token)] : nil
    }
}
