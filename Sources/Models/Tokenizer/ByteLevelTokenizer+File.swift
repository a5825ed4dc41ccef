import JSON
import Rollouts

extension ByteLevelTokenizer {
    /// Reads a `tokenizer.json`.
    ///
    /// - Throws: `CheckpointError` when the file is malformed, or asks for something that is not supported, which is named.
    package convenience init(file path: String) throws {
        let json = try CheckpointFile.json(at: path, limit: CheckpointFile.tokenizerLimit)
        try self.init(JSONFields(json, file: path))
    }

    convenience init(_ fields: JSONFields) throws {
        for key in ["truncation", "padding"] where fields[key] != nil {
            throw fields.error(key, "only null is supported")
        }
        let model = try BytePairEncoding(fields.fields("model"))
        let added = try Self.addedTokens(fields, model: model)
        guard try fields.fields("decoder").string("type") == "ByteLevel" else {
            throw try fields.fields("decoder").error("type", "only ByteLevel is supported")
        }
        self.init(
            model: model, addedTokens: added, preTokenizer: try PreTokenizer(fields.fields("pre_tokenizer")),
            normalizer: try Self.normalizer(fields), template: try Self.template(fields))
    }

    private static func normalizer(_ fields: JSONFields) throws -> Normalizer {
        guard fields["normalizer"] != nil else { return .none }
        let normalizer = try fields.fields("normalizer")
        guard try normalizer.string("type") == "NFC" else { throw normalizer.error("type", "only NFC is supported") }
        return .nfc
    }

    private static func addedTokens(_ fields: JSONFields, model: BytePairEncoding) throws -> [AddedToken] {
        guard fields["added_tokens"] != nil else { return [] }
        let modelIDs = Set(model.ids.values)
        var taken: [TokenID: ByteString] = [:]
        return try fields.array("added_tokens").enumerated().map { index, value in
            let token = try JSONFields(value, file: fields.file, place: "added_tokens[\(index)]")
            let content = try token.string("content")
            guard !content.isEmpty else { throw token.error("content", "it must not be empty") }
            guard try !token.bool("single_word", default: false) else {
                throw token.error("single_word", "only false is supported")
            }
            let id = TokenID(try token.integer("id", in: 0...BytePairEncoding.maximumToken))
            let expected = model.ids[ByteString(content)]
            guard expected == id || (expected == nil && !modelIDs.contains(id)), taken[id] == nil else {
                throw token.error("id", "it belongs to another token, or \"\(content)\" has another id in model.vocab")
            }
            taken[id] = ByteString(content)
            return AddedToken(
                id: id, content: content, takesSpaceBefore: try token.bool("lstrip", default: false),
                takesSpaceAfter: try token.bool("rstrip", default: false),
                isNormalized: try token.bool("normalized", default: true),
                isSpecial: try token.bool("special", default: false))
        }
    }

    /// The tokens around a single text in the post-processor, if it is a template.
    private static func template(_ fields: JSONFields) throws -> Template {
        guard fields["post_processor"] != nil else { return Template() }
        return try template(processor: fields.fields("post_processor"))
    }

    private static func template(processor: JSONFields) throws -> Template {
        switch try processor.string("type") {
        case "ByteLevel": return Template()  // It only moves offsets.
        case "Sequence":
            var whole = Template()
            for (index, value) in try processor.array("processors").enumerated() {
                let place = "\(processor.place).processors[\(index)]"
                let part = try template(processor: JSONFields(value, file: processor.file, place: place))
                whole = Template(before: part.before + whole.before, after: whole.after + part.after)
            }
            return whole
        case "TemplateProcessing":
            var result = Template()
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
                if isAfter { result.after += tokens } else { result.before += tokens }
            }
            return result
        default: throw processor.error("type", "ByteLevel, TemplateProcessing and Sequence are supported")
        }
    }
}
