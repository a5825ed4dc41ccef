import JSON
import Rollouts

extension BytePairEncoding {
    /// The highest token that is read; it bounds the memory that a forged file can ask for.
    static let maximumToken = 4_194_303

    /// Reads the member `model` of a `tokenizer.json`.
    ///
    /// - Throws: `CheckpointError` for another kind of model, a setting that is not supported, a token that comes twice, and a merge
    ///   of unknown tokens.
    init(_ fields: JSONFields, _ spelling: Spelling) throws {
        try Self.checkSettings(fields)
        let ids = try Self.vocabulary(fields)
        let bytes = try Self.byteTokens(fields, ids, spelling)
        self.init(
            ids: ids, spelling: spelling, byteTokens: bytes,
            unknown: try Self.unknown(fields, ids, isNeeded: bytes.contains(nil)),
            merges: try Self.merges(fields, ids), ignoresMerges: try fields.bool("ignore_merges", default: false))
    }

    private static func byteTokens(
        _ fields: JSONFields, _ ids: [ByteString: TokenID], _ spelling: Spelling
    ) throws -> [TokenID?] {
        let fallsBack = try fields.bool("byte_fallback", default: false)
        switch spelling {
        case .bytes:
            guard !fallsBack else {
                throw fields.error(
                    "byte_fallback", "a byte-level vocabulary, as the decoder says this is, has no fallback")
            }
            return ByteAlphabet.characters.map { ids[ByteString(String($0))] }
        case .characters:
            guard fallsBack else { return Array(repeating: nil, count: 256) }
            return try (0...255).map { byte in
                let digits = String(byte, radix: 16, uppercase: true)
                let name = "<0x\(digits.count == 1 ? "0" : "")\(digits)>"
                guard let id = ids[ByteString(name)] else {
                    throw CheckpointError(
                        fields.file, "model.vocab lacks the token \(name); with byte_fallback all 256 bytes are needed")
                }
                return id
            }
        }
    }

    /// Vocabularies that lack symbols may name a token for them; the others leave them out.
    private static func unknown(
        _ fields: JSONFields, _ ids: [ByteString: TokenID], isNeeded: Bool
    ) throws -> Unknown? {
        guard isNeeded, fields["unk_token"] != nil else { return nil }
        guard let token = ids[ByteString(try fields.string("unk_token"))] else {
            throw fields.error("unk_token", "it must be a token of model.vocab, since the vocabulary is not complete")
        }
        return Unknown(token: token, isFused: try fields.bool("fuse_unk", default: false))
    }

    private static func checkSettings(_ fields: JSONFields) throws {
        if fields["type"] != nil, try fields.string("type") != "BPE" {
            throw fields.error("type", "only BPE is supported")
        }
        guard try fields.number("dropout", in: 0...1, default: 0) == 0 else {
            throw fields.error("dropout", "only null is supported")
        }
        for key in ["continuing_subword_prefix", "end_of_word_suffix"] where fields[key] != nil {
            guard try fields.string(key).isEmpty else { throw fields.error(key, "only null is supported") }
        }
    }

    private static func vocabulary(_ fields: JSONFields) throws -> [ByteString: TokenID] {
        guard let members = fields["vocab"]?.object?.members else {
            throw fields.error("vocab", "it must be an object")
        }
        var ids: [ByteString: TokenID] = [:]
        var taken: Set<TokenID> = []
        for member in members {
            guard let id = member.value.int, (0...maximumToken).contains(id) else {
                throw CheckpointError(
                    fields.file,
                    "model.vocab gives \"\(member.key)\" the id \(member.value.brief); it must be an integer from 0 to \(maximumToken)"
                )
            }
            guard taken.insert(TokenID(id)).inserted else {
                throw CheckpointError(fields.file, "model.vocab gives the id \(id) to two tokens")
            }
            ids[ByteString(member.key)] = TokenID(id)
        }
        return ids
    }

    private static func merges(_ fields: JSONFields, _ ids: [ByteString: TokenID]) throws -> [Pair: Merge] {
        var merges: [Pair: Merge] = [:]
        var rank: Int32 = 0
        for value in try fields.array("merges") {
            if let line = value.string, line.hasPrefix("#version") { continue }
            guard let (left, right) = parts(value) else {
                throw CheckpointError(
                    fields.file,
                    "model.merges[\(rank)] is \(value.brief); it must be two tokens, as a pair or with a space between")
            }
            guard let leftID = ids[ByteString(left)], let rightID = ids[ByteString(right)],
                let token = ids[ByteString(left + right)]
            else {
                throw CheckpointError(
                    fields.file,
                    "model.merges[\(rank)] is \(value.brief), but model.vocab lacks one of the tokens or the merged one"
                )
            }
            // Of the same pair twice, the package keeps the later one.
            merges[Pair(left: leftID, right: rightID)] = Merge(rank: rank, token: token)
            rank += 1
        }
        return merges
    }

    private static func parts(_ value: JSONValue) -> (String, String)? {
        let parts: [String]
        if let line = value.string {
            parts = line.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
        } else {
            parts = value.array?.compactMap(\.string) ?? []
        }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
}
