package import Rollouts

/// Text to tokens and back.
package protocol TokenCodec: Sendable {
    /// The tokens of `text`. Special tokens written out in the text are ordinary text.
    func encode(_ text: String) -> [TokenID]
    /// The text of `tokens`; special tokens are left out.
    func decode(_ tokens: [TokenID]) -> String
    /// The number of a special token such as `<|user|>`, or nil when there is none of this name.
    func special(_ name: String) -> TokenID?

    /// The tokens of `pieces`, the texts among them cut as they would be in one text with its special tokens written out.
    ///
    /// - Parameter continuing: whether the first piece goes on where a text was left, so that nothing is put before it.
    func encode(_ pieces: [TextPiece], continuing: Bool) -> [TokenID]
    /// How many bytes of text a token stands for; 0 for special tokens and for numbers that are no token.
    func byteCount(of token: TokenID) -> Int
    /// `text` cut at the special tokens that are written out in it.
    func pieces(of text: String) -> [TextPiece]
    /// How a special token is written out.
    func spelling(of special: TokenID) -> String
    /// The tokens that the tokenizer puts before any text, such as a token for its begin.
    var opening: [TokenID] { get }
}

/// A stretch of ordinary text, or a special token.
package enum TextPiece: Sendable, Hashable {
    case text(String)
    case special(TokenID)
}

/// What holds for tokenizers in which each text is cut by itself, and whose special tokens are never found in text.
extension TokenCodec {
    package func encode(_ pieces: [TextPiece], continuing: Bool) -> [TokenID] {
        pieces.flatMap { piece in
            switch piece {
            case .text(let text): encode(text)
            case .special(let token): [token]
            }
        }
    }

    package func byteCount(of token: TokenID) -> Int { decode([token]).utf8.count }

    package func pieces(of text: String) -> [TextPiece] { text.isEmpty ? [] : [.text(text)] }

    package func spelling(of special: TokenID) -> String { "" }

    package var opening: [TokenID] { [] }
}

extension TokenCodec {
    /// Which of `tokens` within `range` lie wholly in the text of so many bytes that stands `suffix` bytes before the range's end.
    func stretch(of tokens: [TokenID], _ range: Range<Int>, bytes: Int, before suffix: Int) -> Range<Int> {
        // From the end, since a tokenizer may put a space at the start.
        var index = range.upperBound, seen = 0
        while index > range.lowerBound, seen < suffix {
            index -= 1
            seen += byteCount(of: tokens[index])
        }
        let end = index
        while index > range.lowerBound {
            seen += byteCount(of: tokens[index - 1])
            guard seen <= suffix + bytes else { break }
            index -= 1
        }
        return index..<end
    }
}
