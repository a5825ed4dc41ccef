extension HuggingFaceFolder {
    /// Files that go with a tokenizer; a checkpoint carries those of the folder that its tokenizer came from.
    private static let companions = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "generation_config.json",
        "chat_template.jinja",
    ]

    /// Writes a folder that this program and `transformers` open.
    ///
    /// Each file is replaced in one step, `config.json` last: a new folder without it was never finished, and is refused as such.
    /// - Parameters:
    ///   - path: made if missing; the folder that it lies in must exist.
    ///   - tokenizerFolder: where the tokenizer's files are copied from; it may be `path` itself.
    ///   - values: the numbers of a tensor of `config.expectedTensors`, asked for one tensor at a time.
    /// - Throws: `CheckpointError` when a file cannot be written.
    package static func write(
        _ path: String, config: TransformerConfig, tokenizerFolder: String, valueHead: ValueHead? = nil,
        values: (_ name: String) throws -> [Float]
    ) throws {
        try CheckpointFile.makeFolder(path)
        let index = "\(path)/model.safetensors.index.json"
        guard !OpenFile.exists(index) else {
            throw CheckpointError(index, "the folder holds a checkpoint in shards; write to another folder")
        }
        for name in companions where path != tokenizerFolder && OpenFile.exists("\(tokenizerFolder)/\(name)") {
            let source = try OpenFile("\(tokenizerFolder)/\(name)")
            guard source.byteCount <= CheckpointFile.tokenizerLimit else {
                throw CheckpointError(source.path, "has \(source.byteCount) bytes, too many for a tokenizer's file")
            }
            let bytes = try source.read(0..<source.byteCount)
            try CheckpointFile.replace("\(path)/\(name)") { write in try write(bytes) }
        }
        try ValueHead.write(valueHead, inFolder: path)
        try SafeTensorsFile.write("\(path)/model.safetensors", config.expectedTensors, as: config.type, values: values)
        try config.write(to: "\(path)/config.json")
    }
}
