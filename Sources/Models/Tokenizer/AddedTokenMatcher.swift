import Rollouts

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
        let pairs = tokens.map { (bytes: Array(spelling($0).utf8), token: $0) }.filter { !$0.bytes.isEmpty }
            .sorted { ($1.bytes.count, $0.token.id) < ($0.bytes.count, $1.token.id) }
        let byFirst = Dictionary(grouping: pairs) { $0.bytes[0] }
        candidates = pairs.isEmpty ? [] : (0...255).map { byFirst[$0] ?? [] }
    }

    /// Cuts `text` at its added tokens and the white space that they take. Special ones remain text unless `allowingSpecial`.
    func segments(_ text: String, allowingSpecial: Bool) -> [Segment] {
        cut(text, takingSpace: true) { $0.isSpecial && !allowingSpecial }
    }

    /// Cuts `text` at its added tokens alone.
    func matches(_ text: String) -> [Segment] {
        cut(text, takingSpace: false) { _ in false }
    }

    private func cut(_ text: String, takingSpace: Bool, _ isText: (AddedToken) -> Bool) -> [Segment] {
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
            if isText(token) { continue }
            var (start, end) = (position, position + length)
            // A token of white space may be taken by the one before it. It is looked for all the same; what the other has left of it
            // decides: nothing, and there is no such token (where less than nothing is left, the package crashes).
            if takingSpace && token.takesSpaceBefore { start = max(done, Self.spaceBefore(bytes, start)) }
            if takingSpace && token.takesSpaceAfter { end = Self.spaceAfter(bytes, end) }
            if done < start { segments.append(.text(String(decoding: bytes[done..<start], as: UTF8.self))) }
            if start < end { segments.append(.token(token.id)) }
            done = end
        }
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

    /// Where the white space that ends at `end` begins.
    private static func spaceBefore(_ bytes: [UInt8], _ end: Int) -> Int {
        var start = end
        while start > 0 {
            var first = start - 1
            while first > 0, bytes[first] & 0xC0 == 0x80 { first -= 1 }
            guard isSpace(bytes[first..<start]) else { break }
            start = first
        }
        return start
    }

    /// Where the white space that begins at `start` ends.
    private static func spaceAfter(_ bytes: [UInt8], _ start: Int) -> Int {
        var end = start
        while end < bytes.count {
            var next = end + 1
            while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
            guard isSpace(bytes[end..<next]) else { break }
            end = next
        }
        return end
    }

    private static func isSpace(_ character: ArraySlice<UInt8>) -> Bool {
        String(decoding: character, as: UTF8.self).unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
}
