import Foundation

/// A regular expression of a `tokenizer.json`, run by ICU.
///
/// The `tokenizers` package runs these with Oniguruma in Ruby's syntax; `RubyPattern` says where the two engines differ.
/// ICU gives up on a single match of more than some 300,000 characters (measured; it depends on the pattern), and we on a forged pattern
/// that tries without end. From there on the text is one piece: its ids may differ then, but it still decodes to itself.
struct SplitPattern: Sendable {
    /// GPT-2's own pattern, which the `ByteLevel` pre-tokenizer applies when `use_regex` is set.
    static let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    /// The longest that is read, in bytes; the published ones have a few hundred.
    private static let longestPattern = 4096
    /// How often ICU may say that it is still at it, beside once a character: some 0.4 ms each time.
    private static let patience = 500

    private let expression: NSRegularExpression

    /// Why a pattern cannot be used: the rest of a sentence.
    struct Unsupported: Error {
        var reason: String
    }

    /// - Throws: `Unsupported` for a pattern that ICU does not read, or reads differently from Oniguruma.
    init(regex: String) throws {
        guard regex.utf8.count <= Self.longestPattern else {
            throw Unsupported(reason: "it has more than \(Self.longestPattern) bytes")
        }
        try self.init(unchecked: RubyPattern.icu(regex))
    }

    /// A pattern that matches `literal` itself.
    init(literal: String) throws {
        guard !literal.isEmpty else { throw Unsupported(reason: "it is empty") }
        try self.init(unchecked: NSRegularExpression.escapedPattern(for: literal))
    }

    private init(unchecked pattern: String) throws {
        do {
            // In Ruby's syntax ^ and $ match at every line, and only a line feed ends one.
            expression = try NSRegularExpression(
                pattern: pattern, options: [.useUnixLineSeparators, .anchorsMatchLines])
        } catch {
            throw Unsupported(reason: "it is not a regular expression")
        }
    }

    /// The pieces that the matches and the text between them are; together the whole text.
    func pieces(of text: String) -> [SplitPiece] {
        var pieces: [SplitPiece] = []
        var cursor = text.startIndex
        var units = 0
        // Matches come in order, so that each position is reached from the one before it, not from the start.
        func advance(to unit: Int) -> String.Index {
            text.utf16.index(cursor, offsetBy: unit - units)
        }
        let whole = NSRange(location: 0, length: text.utf16.count)
        var patience = whole.length + Self.patience
        expression.enumerateMatches(in: text, options: .reportProgress, range: whole) { match, _, stop in
            guard let range = match?.range else {
                // Said after a number of steps, never after a time: the same on every machine.
                patience -= 1
                if patience < 0 { stop.pointee = true }
                return
            }
            // An empty match splits the text, unless a match has just ended there.
            if range.length == 0 && range.location == units { return }
            let start = advance(to: range.location)
            if start > cursor { pieces.append(SplitPiece(range: cursor..<start, isMatch: false)) }
            (cursor, units) = (start, range.location)
            let end = advance(to: range.location + range.length)
            pieces.append(SplitPiece(range: start..<end, isMatch: true))
            (cursor, units) = (end, range.location + range.length)
        }
        if cursor < text.endIndex { pieces.append(SplitPiece(range: cursor..<text.endIndex, isMatch: false)) }
        return pieces
    }
}

/// A stretch of a text: a match of a pattern, or what lies between two.
struct SplitPiece {
    var range: Range<String.Index>
    var isMatch: Bool
}
