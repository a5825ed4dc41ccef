internal import Rollouts

/// Texts that end an answer. They are looked for in the text of its tokens, and what begins with one is no part of the answer.
package struct StopStrings: Sendable {
    private let texts: [String]
    private let codec: any TokenCodec
    /// More tokens than the longest text can have.
    private let tail: Int

    /// - Parameter texts: none of them empty.
    package init(_ texts: [String], codec: any TokenCodec) {
        (self.texts, self.codec) = (texts, codec)
        // A token has a byte at least, and a character that is cut off has three bytes at most.
        tail = (texts.map(\.utf8.count).max() ?? 0) + 4
    }

    /// Whether the last of `tokens` completes one of the texts.
    func areReached(_ tokens: [TokenID]) -> Bool {
        guard !texts.isEmpty else { return false }
        let text = Array(codec.decode(Array(tokens.suffix(tail))).utf8)
        return texts.contains { text.firstRange(of: Array($0.utf8)) != nil }
    }

    /// What stands before the first of the texts; nil where there is none of them.
    package func cut(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        let first = texts.compactMap { bytes.firstRange(of: Array($0.utf8))?.lowerBound }.min()
        return first.map { String(decoding: bytes[..<$0], as: UTF8.self) }
    }
}
