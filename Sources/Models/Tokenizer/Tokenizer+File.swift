import JSON
import Rollouts

extension Tokenizer {
    /// Reads a `tokenizer.json`.
    ///
    /// - Throws: `CheckpointError` when the file is malformed, or asks for something that is not supported, which is named.
    package convenience init(file path: String) throws {
        let json = try CheckpointFile.json(at: path, limit: CheckpointFile.tokenizerLimit)
        try self.init(JSONFields(json, file: path))
    }

    /// Members `truncation` and `padding` are what their writer's last batch was cut and filled to. They do not change how one text is
    /// encoded whole, which is all that is done here, so that they are not read.
    convenience init(_ fields: JSONFields) throws {
        let spelling = try Spelling(decoder: fields.fields("decoder"))
        let model = try BytePairEncoding(fields.fields("model"), spelling)
        try self.init(
            model: model, addedTokens: AddedToken.list(fields, model: model),
            preTokenizer: try Self.preTokenizer(fields, spelling),
            normalizer: fields["normalizer"] == nil ? Normalizer() : Normalizer(fields.fields("normalizer")),
            template: fields["post_processor"] == nil ? Template() : Template(fields.fields("post_processor")))
    }

    private static func preTokenizer(_ fields: JSONFields, _ spelling: Spelling) throws -> PreTokenizer {
        switch spelling {
        case .bytes: return try PreTokenizer(byteLevel: fields.fields("pre_tokenizer"))
        case .characters:
            guard fields["pre_tokenizer"] != nil else { return PreTokenizer(stages: []) }
            return try PreTokenizer(metaspace: fields.fields("pre_tokenizer"))
        }
    }
}

extension Tokenizer.Template {
    /// Reads the member `post_processor` of a `tokenizer.json`: the tokens around a single text, if it is a template.
    ///
    /// - Throws: `CheckpointError` for a kind that is not supported, or a token that it does not explain.
    init(_ processor: JSONFields) throws {
        self.init()
        switch try processor.string("type") {
        case "ByteLevel": break  // It only moves offsets.
        case "Sequence":
            for part in try processor.members("processors") {
                let inner = try Self(part)
                (before, after) = (inner.before + before, after + inner.after)
            }
        case "TemplateProcessing":
            var isAfter = false
            for piece in try processor.array("single") {
                if piece["Sequence"] != nil {
                    isAfter = true
                    continue
                }
                guard let name = piece["SpecialToken"]?["id"]?.string,
                    let ids = processor["special_tokens"]?[name]?["ids"]?.array?.map(\.int),
                    ids.allSatisfy({ (0...BytePairEncoding.maximumToken).contains($0 ?? -1) })
                else { throw processor.error("single", "each of its special tokens must be in special_tokens") }
                let tokens = ids.compactMap { $0.map { TokenID($0) } }
                if isAfter { after += tokens } else { before += tokens }
            }
        default: throw processor.error("type", "ByteLevel, TemplateProcessing and Sequence are supported")
        }
    }
}
