package import Torch

extension LanguageModel {
    /// A model with random weights, of the shape and with the tokenizer of the folder at `path`. No weights are read.
    ///
    /// - Throws: `CheckpointError` that names the file and the remedy.
    package convenience init(untrained path: String, name: String, shards: Shards, seed: UInt64) throws {
        let (config, tokenizer) = try HuggingFaceFolder.shape(path)
        try self.init(
            name: name, transformer: Transformer(config: config, seed: seed), codec: tokenizer, valueHead: nil,
            folder: path, shards: shards)
    }
}
