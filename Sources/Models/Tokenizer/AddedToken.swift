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
}

/// Finds added tokens in text: of those that begin first, the longest.
struct AddedTokenMatcher: Sendable {
    /// A stretch of text, or a token in its place.
    enum Segment {
        case text(String)
        case token(TokenID)
    }

    /// By their first byte, longest first; 256 lists, or none when there are no tokens.
    private let candidates: [[(bytes: [UInt8], token: AddedToken)]]

    init(_ tokens: [AddedToken], spelling: (AddedToken) -> String) {
        let pairs = tokens.map { (bytes: Array(spelling($0).utf8), token: $0) }
            .sorted { ($1.bytes.count, $0.token.id) < ($0.bytes.count, $1.token.id) }
        let byFirst = Dictionary(grouping: pairs) { $0.bytes[0] }
        candidates = tokens.isEmpty ? [] : (0...255).map { byFirst[$0] ?? [] }
    }

    /// Cuts `text` at its added tokens. Special ones remain text unless `allowingSpecial`.
    func segments(_ text: String, allowingSpecial: Bool) -> [Segment] {
        if candidates.isEmpty { return text.isEmpty ? [] : [.text(text)] }
        let bytes = Array(text.utf8)
        var segments: [Segment] = []
        var done = 0
        var position = 0
        while position < bytes.count {
            guard let (length, token) = match(bytes, at: position) else {
                position += 1
                continue
            }
            defer { position += length }
            // Even where it stays text, a special token hides other tokens that begin inside it: the package does the same.
            if token.isSpecial && !allowingSpecial { continue }
            var (start, end) = (position, position + length)
            if token.takesSpaceBefore { start = max(done, spaceBefore(bytes, start)) }
            if token.takesSpaceAfter { end = spaceAfter(bytes, end) }
            if done < start { segments.append(.text(String(decoding: bytes[done..<start], as: UTF8.self))) }
            segments.append(.token(token.id))
            done = end
        }
        if done == 0 && !bytes.isEmpty { return [.text(text)] }
        if done < bytes.count { segments.append(.text(String(decoding: bytes[done...], as: UTF8.self))) }
        return segments
    }

    private func match(_ bytes: [UInt8], at position: Int) -> (length: Int, token: AddedToken)? {
        for candidate in candidates[Int(bytes[position])]
        where bytes[position...].starts(with: candidate.bytes) {
            return (candidate.bytes.count, candidate.token)
        }
        return nil
    }

    private func spaceBefore(_ bytes: [UInt8], _ end: Int) -> Int {
        let text = String(decoding: bytes[..<end], as: UTF8.self).unicodeScalars
        let space = text.reversed().prefix { $0.properties.isWhitespace }
        return end - space.reduce(0) { $0 + UTF8.width($1) }
    }

    private func spaceAfter(_ bytes: [UInt8], _ start: Int) -> Int {
        let text = String(decoding: bytes[start...], as: UTF8.self).unicodeScalars
        let space = text.prefix { $0.properties.isWhitespace }
        return start + space.reduce(0) { $0 + UTF8.width($1) }
    }
}
