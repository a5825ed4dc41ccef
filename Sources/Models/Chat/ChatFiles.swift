import JSON
import Rollouts

/// What the files of a Hugging Face folder say of conversations: `chat_template.jinja`, `tokenizer_config.json` and
/// `generation_config.json`. Each may be missing.
struct ChatFiles: Sendable {
    /// The longest template that is read, in bytes; the published ones have up to some 10,000.
    private static let longestTemplate = 1 << 18

    /// The Jinja text. It is compared and quoted from, never run.
    var template: String?
    /// Where it stands.
    var source: String
    /// The spelling of the token that begins a text, and of the one that ends it.
    var begin: String?
    var end: String?
    /// The tokens that end an answer as `generation_config.json` has it. Its defaults of sampling (temperature, top-p and others) are not
    /// taken: a script says how it samples.
    var ends: [TokenID] = []

    /// - Throws: `CheckpointError` when a file is malformed.
    init(folder: String) throws {
        source = "\(folder)/tokenizer_config.json"
        if !folder.isEmpty, OpenFile.exists(source) {
            let fields = try JSONFields(CheckpointFile.json(at: source), file: source)
            template = try Self.template(fields)
            (begin, end) = (try Self.token("bos_token", fields), try Self.token("eos_token", fields))
        }
        let jinja = "\(folder)/chat_template.jinja"
        if !folder.isEmpty, OpenFile.exists(jinja) {
            (template, source) = (try Self.text(jinja), jinja)
        }
        let generation = "\(folder)/generation_config.json"
        if !folder.isEmpty, OpenFile.exists(generation) {
            ends = try Self.tokens("eos_token_id", JSONFields(CheckpointFile.json(at: generation), file: generation))
        }
    }

    private static func text(_ path: String) throws -> String {
        let file = try OpenFile(path)
        guard file.byteCount <= longestTemplate else {
            throw CheckpointError(path, "has \(file.byteCount) bytes; at most \(longestTemplate) are read")
        }
        guard let text = String(validating: try file.read(0..<file.byteCount), as: UTF8.self) else {
            throw CheckpointError(path, "is not UTF-8 text")
        }
        return text
    }

    /// A text, or several with names, of which `default` is for conversations without tools.
    private static func template(_ fields: JSONFields) throws -> String? {
        guard let value = fields["chat_template"] else { return nil }
        if let text = value.string, text.utf8.count <= longestTemplate { return text }
        guard value.array != nil else {
            throw fields.error(
                "chat_template", "it must be a text of at most \(longestTemplate) bytes, or an array of them")
        }
        let named = try fields.members("chat_template")
        guard let own = try named.first(where: { try $0.string("name") == "default" }) else {
            throw fields.error("chat_template", "one of the array must have the name default")
        }
        return try own.string("template")
    }

    private static func token(_ key: String, _ fields: JSONFields) throws -> String? {
        guard let value = fields[key] else { return nil }
        if let text = value.string ?? value["content"]?.string { return text }
        throw fields.error(key, "it must be a string, or an object with its content")
    }

    private static func tokens(_ key: String, _ fields: JSONFields) throws -> [TokenID] {
        guard let value = fields[key] else { return [] }
        let values = value.array ?? [value]
        let tokens = values.compactMap { $0.int }.filter { (0...BytePairEncoding.maximumToken).contains($0) }
        guard tokens.count == values.count, values.count <= 1000 else {
            throw fields.error(key, "it must be null, a token, or an array of at most 1000 tokens")
        }
        return tokens.map { TokenID($0) }
    }
}
