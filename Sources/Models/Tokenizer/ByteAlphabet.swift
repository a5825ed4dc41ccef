/// GPT-2's way to write bytes as printable characters, in which a byte-level vocabulary spells its tokens.
///
/// Bytes that are printable in Latin-1 stand for themselves; the others take the characters from U+0100 on, in order.
enum ByteAlphabet {
    /// The character of each byte.
    static let characters: [Unicode.Scalar] = {
        var spare: UInt32 = 0x100
        return (0...255 as ClosedRange<UInt32>).map { byte in
            if (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE {
                return Unicode.Scalar(byte)!
            }
            defer { spare += 1 }
            return Unicode.Scalar(spare)!
        }
    }()

    private static let bytes = Dictionary(
        uniqueKeysWithValues: characters.enumerated().map { ($0.element, UInt8($0.offset)) })

    /// The bytes that `token` spells. One character outside of the alphabet, and it stands for its own UTF-8.
    static func bytes(of token: String) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in token.unicodeScalars {
            guard let byte = bytes[scalar] else { return Array(token.utf8) }
            result.append(byte)
        }
        return result
    }

    /// The spelling of `bytes`.
    static func spelling(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(characters[Int(byte)]) }
        return String(text)
    }
}
