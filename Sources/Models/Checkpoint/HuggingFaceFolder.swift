/// A checkpoint as Hugging Face's libraries lay it out: configuration, weights and tokenizer in one folder.
///
/// Only data is read: no pickle, no code of the folder. What `transformers` opens as one of `ModelFamily` opens here.
package struct HuggingFaceFolder: Sendable {
    package let path: String
    package let config: TransformerConfig
    package let tokenizer: Tokenizer
    package let weights: CheckpointWeights
    /// The critic's head, when the folder has one.
    package let valueHead: ValueHead?

    /// Opens the folder at `path`. The header of every file is checked now; the numbers are read when asked for.
    ///
    /// - Throws: `CheckpointError`, one sentence that names the file, what was expected and what was found.
    package init(_ path: String) throws {
        self.path = path
        (config, tokenizer) = try Self.shape(path)
        weights = try CheckpointWeights(folder: path, config: config)
        valueHead = try ValueHead.inFolder(path, hiddenSize: config.hiddenSize)
    }

    /// The configuration and the tokenizer of the folder at `path`, which fit each other.
    static func shape(_ path: String) throws -> (config: TransformerConfig, tokenizer: Tokenizer) {
        guard OpenFile.exists(path) else { throw CheckpointError(path, "there is no such folder") }
        let config = try TransformerConfig(file: "\(path)/config.json")
        let tokenizer = try Tokenizer(file: "\(path)/tokenizer.json")
        guard tokenizer.vocabularySize <= config.vocabularySize else {
            throw CheckpointError(
                "\(path)/tokenizer.json",
                "has tokens up to \(tokenizer.vocabularySize - 1); vocab_size in config.json is \(config.vocabularySize)"
            )
        }
        return (config, tokenizer)
    }
}
