package import Rollouts

extension Tokenizer {
    package func decode(_ tokens: [TokenID]) -> String { decode(tokens, keepingSpecial: false) }

    /// The text of `tokens`. Bytes that are not UTF-8 become U+FFFD: one for each maximal part of a character in a byte-level
    /// vocabulary; one for each byte of a run that is not UTF-8 as a whole where bytes are a fallback.
    ///
    /// - Parameter keepingSpecial: whether special tokens are written out rather than left out.
    package func decode(_ tokens: [TokenID], keepingSpecial: Bool) -> String {
        let kept = tokens.filter { keepingSpecial || !specialIDs.contains($0) }
        guard case .characters(let spaces) = model.spelling else {
            return String(decoding: kept.flatMap { bytes(of: $0) ?? [] }, as: UTF8.self)
        }
        var result: [UInt8] = [], run: [UInt8] = []
        func endRun() {
            let isText = String(validating: run, as: UTF8.self) != nil
            result += isText ? run : run.flatMap { _ in Array("\u{FFFD}".utf8) }
            run = []
        }
        for token in kept {
            if let byte = model.fallbackByte(of: token) {
                run.append(byte)
            } else if let bytes = bytes(of: token) {
                endRun()
                result += bytes
            }
        }
        endRun()
        let strips = spaces.stripsFirst && result.first == UInt8(ascii: " ")
        return String(decoding: strips ? result[1...] : result[...], as: UTF8.self)
    }

    /// The bytes that `token` stands for, or nil when there is no such token.
    package func bytes(of token: TokenID) -> [UInt8]? {
        bytes.indices.contains(Int(token)) ? bytes[Int(token)] : nil
    }

    package func byteCount(of token: TokenID) -> Int {
        specialIDs.contains(token) ? 0 : bytes(of: token)?.count ?? 0
    }
}
