import Foundation

/// A regular expression of a `tokenizer.json`, run by ICU.
///
/// The `tokenizers` package runs these with Oniguruma in Ruby's syntax. For what tokenizers' patterns use the two engines agree
/// (the golden files show it); a pattern with something that they read differently is refused.
/// ICU gives up on a single match of more than some 300,000 characters (measured; it depends on the pattern). From there on the
/// text is one piece: its ids may differ then, but it still decodes to itself.
struct SplitPattern: Sendable {
    /// GPT-2's own pattern, which the `ByteLevel` pre-tokenizer applies when `use_regex` is set.
    static let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    private let expression: NSRegularExpression

    /// Why a pattern cannot be used: the rest of a sentence.
    struct Unsupported: Error {
        var reason: String
    }

    /// - Throws: `Unsupported` for a pattern that ICU does not read, or reads differently from Oniguruma.
    init(regex: String) throws {
        try Self.checkDialect(regex)
        try self.init(unchecked: regex)
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
        expression.enumerateMatches(in: text, range: whole) { match, _, _ in
            guard let range = match?.range else { return }
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

    /// Constructs that ICU and Oniguruma read differently, outside of escapes.
    private static let differences = [
        ("}+", "a possessive {m,n}+"), ("&&", "&& in a set"), ("--", "-- in a set"), ("(?s", "the flag s"),
        ("(?m", "the flag m"), ("(?x", "the flag x"), ("(?w", "the flag w"), ("[[:", "a POSIX class"),
    ]
    private static let escapes = Set("hHwWbBKRXGQEyYO".unicodeScalars)

    private static func checkDialect(_ pattern: String) throws {
        // The pattern without escapes, so that the + of \p{L}+ is not taken for one after a count.
        var bare = ""
        var rest = pattern.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let letter = rest.popFirst() else {
                bare.unicodeScalars.append(scalar)
                continue
            }
            if escapes.contains(letter) { throw Unsupported(reason: "\\\(letter) is not supported in it") }
            if "pPx".unicodeScalars.contains(letter), rest.first == "{" {
                rest = rest.drop { $0 != "}" }.dropFirst()
            }
            bare += " "
        }
        for (text, name) in differences where bare.contains(text) {
            throw Unsupported(reason: "\(name) is not supported in it")
        }
    }
}

/// A stretch of a text: a match of a pattern, or what lies between two.
struct SplitPiece {
    var range: Range<String.Index>
    var isMatch: Bool
}
