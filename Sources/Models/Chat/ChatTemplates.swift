package import Rollouts

/// Finds out how a model's conversations are written.
package enum ChatTemplates {
    /// The names by which a template can be asked for.
    package static let names = ["chatml", "llama3", "mistral", "plain", "markers"]

    /// The template for a model.
    ///
    /// With `asked` it is the one of that name. Without, the folder's own template text decides (`chat_template.jinja`, or `chat_template` in
    /// `tokenizer_config.json`); `ChatFormat.recognised(in:)` says how, and a text that it does not know is an error. Without such a text
    /// the special tokens decide: `<|user|>`, `<|asst|>` and `<|end|>` make `markers`; `<|im_start|>` and `<|im_end|>` make
    /// `chatml`, and `<|start_header_id|>` and `<|eot_id|>` make `llama3`, but only where the model's files say that this token ends
    /// an answer, since base models often have these tokens without having learnt them. Else there is none.
    ///
    /// An answer ends at the template's own end token, and at each that `config.json` or `generation_config.json` names.
    /// - Parameters:
    ///   - folder: of the model; its files may be missing.
    ///   - asked: one of `names`, or nil.
    ///   - system: what the system says, for templates that have a place for it; nil for what the folder's template has it say.
    ///   - ends: the tokens that `config.json` says end a text.
    /// - Throws: `ChatError` when no template fits, `CheckpointError` when a file is malformed.
    package static func find(
        folder: String, codec: any TokenCodec, asked: String? = nil, system: String? = nil, ends: [TokenID] = []
    ) throws -> any ChatTemplate {
        let files = try ChatFiles(folder: folder)
        let all = Set(ends).union(files.ends)
        let name = try asked ?? recognised(files, codec, ends: all)
        guard system == nil || (name != "plain" && name != "markers") else {
            throw ChatError(
                description:
                    "the template \(name) has no place for a system text; leave it away, or ask for another template")
        }
        switch name {
        case "markers": return try MarkerTemplate(codec, ends: all)
        case "plain": return PlainTemplate(codec, end: try plainEnd(files, codec, ends: ends), ends: all)
        default:
            let format = try format(name, files, codec)
            return try FramedTemplate(codec, format, system: system, ends: all)
        }
    }

    private static func recognised(
        _ files: ChatFiles, _ codec: any TokenCodec, ends: Set<TokenID>
    ) throws -> String {
        if let text = files.template {
            if text.contains("<|user|>"), text.contains("<|asst|>"), text.contains("<|end|>") { return "markers" }
            return try ChatFormat.recognised(in: text, source: files.source).family
        }
        func has(_ names: String...) -> Bool { names.allSatisfy { codec.special($0) != nil } }
        func isEnd(_ name: String) -> Bool { codec.special(name).map { ends.contains($0) } ?? false }
        if has("<|user|>", "<|asst|>", "<|end|>") { return "markers" }
        if has("<|im_start|>"), isEnd("<|im_end|>") { return "chatml" }
        if has("<|start_header_id|>"), isEnd("<|eot_id|>") { return "llama3" }
        throw ChatError(
            description:
                "the model's folder has no chat template, and its special tokens tell of none; give template = \"plain\" "
                + "for a base model, or one of \(names.dropLast(2).joined(separator: ", ")) and markers")
    }

    /// The format of a name, with the details of the folder's own template where that is of the same kind.
    private static func format(_ name: String, _ files: ChatFiles, _ codec: any TokenCodec) throws -> ChatFormat {
        var format: ChatFormat
        if let text = files.template, let own = try? ChatFormat.recognised(in: text, source: files.source),
            own.family == name
        {
            format = own
        } else {
            switch name {
            case "chatml": format = .chatML
            case "llama3": format = .llama3
            case "mistral":
                format = .mistral
                // Later versions made tokens of the brackets, and left out a space.
                if codec.special("[INST]") != nil { format.user = .init(before: "[INST] ", after: "[/INST]") }
            default:
                throw ChatError(
                    description:
                        "there is no template \(name.debugDescription); there are \(names.joined(separator: ", "))")
            }
        }
        if !format.begin.isEmpty, let begin = files.begin { format.begin = begin }
        if format.family == "mistral", let end = files.end { format.end = end }
        return format
    }

    private static func plainEnd(_ files: ChatFiles, _ codec: any TokenCodec, ends: [TokenID]) throws -> TokenID {
        if let end = files.end.flatMap(codec.special) ?? ends.first ?? files.ends.first { return end }
        throw ChatError(
            description:
                "the template plain needs the token that ends a text, and neither eos_token in tokenizer_config.json nor "
                + "eos_token_id in config.json names one")
    }
}
