import JSON

/// How the tokens of a vocabulary spell text.
enum Spelling: Sendable {
    /// Each character stands for a byte, as `ByteAlphabet` says: GPT-2's way.
    case bytes
    /// Characters stand for themselves, `▁` for a space, and `<0x0A>` for one byte: SentencePiece's way.
    case characters(Spaces)

    /// What decoding does with a space at the front of a text, which encoding may have put there.
    struct Spaces: Sendable {
        var stripsFirst: Bool
    }

    /// `▁`, which stands for a space.
    static let space = "\u{2581}"

    /// The bytes that `token` stands for.
    func bytes(of token: String) -> [UInt8] {
        switch self {
        case .bytes: ByteAlphabet.bytes(of: token)
        case .characters:
            Self.fallbackByte(token).map { [$0] }
                ?? token.unicodeScalars.flatMap { $0 == "\u{2581}" ? [UInt8(ascii: " ")] : Array(String($0).utf8) }
        }
    }

    /// The byte that a token such as `<0x0A>` stands for.
    static func fallbackByte(_ token: String) -> UInt8? {
        let text = Array(token.utf8)
        guard text.count == 6, text.starts(with: "<0x".utf8), text[5] == UInt8(ascii: ">") else { return nil }
        return UInt8(String(decoding: text[3...4], as: UTF8.self), radix: 16)
    }

    /// Reads the member `decoder` of a `tokenizer.json`, which says how tokens spell.
    ///
    /// - Throws: `CheckpointError` for other decoders than the two that go with byte-level and with SentencePiece's vocabularies.
    init(decoder: JSONFields) throws {
        let steps = try Self.steps(decoder)
        let kinds = try steps.map { try $0.string("type") }
        if kinds == ["ByteLevel"] {
            self = .bytes
            return
        }
        let supported =
            "ByteLevel is supported, and for a vocabulary with a fallback to bytes the Sequence of Replace (\u{2581} by a space), "
            + "ByteFallback, Fuse and Strip (one space at the start)"
        guard kinds == ["Replace", "ByteFallback", "Fuse", "Strip"] || kinds == ["Replace", "ByteFallback", "Fuse"]
        else {
            throw decoder.error(decoder["decoders"] == nil ? "type" : "decoders", supported)
        }
        guard try steps[0].fields("pattern")["String"]?.string == Self.space, steps[0]["content"]?.string == " " else {
            throw steps[0].error("content", supported)
        }
        if kinds.count == 4 {
            guard steps[3]["content"]?.string == " ", steps[3]["start"]?.int == 1, steps[3]["stop"]?.int == 0 else {
                throw steps[3].error("content", supported)
            }
        }
        self = .characters(Spaces(stripsFirst: kinds.count == 4))
    }

    private static func steps(_ decoder: JSONFields) throws -> [JSONFields] {
        guard try decoder.string("type") == "Sequence" else { return [decoder] }
        return try decoder.members("decoders")
    }
}
