import Foundation
import Models
import Rollouts
import Torch

/// The model that is measured: a checkpoint's, or random weights of its shape, on which everything takes as long.
struct CheckpointOrShape {
    private let folder: String
    private let config: TransformerConfig
    let name: String
    let codec: any TokenCodec
    let hasRandomWeights: Bool

    /// - Parameter folder: holds `config.json` and `tokenizer.json`, and weights or none.
    init(_ folder: String) throws {
        self.folder = folder
        name = URL(filePath: folder).lastPathComponent
        config = try TransformerConfig(file: "\(folder)/config.json")
        codec = try Tokenizer(file: "\(folder)/tokenizer.json")
        hasRandomWeights = !FileManager.default.fileExists(atPath: "\(folder)/model.safetensors")
    }

    private init(_ other: CheckpointOrShape, config: TransformerConfig, name: String) {
        (folder, self.config, self.name, codec, hasRandomWeights) = (other.folder, config, name, other.codec, true)
    }

    /// Random weights of another shape, with the same tokenizer.
    func reshaped(_ config: TransformerConfig, name: String) -> CheckpointOrShape {
        CheckpointOrShape(self, config: config, name: name)
    }

    func transformer() throws -> Transformer {
        if hasRandomWeights { return try Transformer(config: config, seed: 0) }
        return try LanguageModel(folder: folder, name: name, shards: Shards(count: 1)).transformer
    }

    /// Lends a folder with the weights of `transformer`, so that both sides have the same.
    func withCheckpoint<R>(of transformer: Transformer, _ body: (String) throws -> R) throws -> R {
        let copy = FileManager.default.temporaryDirectory.appending(path: "assay-bench-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try LanguageModel(
            name: name, transformer: transformer, codec: codec, valueHead: nil, folder: folder, shards: Shards(count: 1)
        ).write(to: copy)
        return try body(copy)
    }
}
