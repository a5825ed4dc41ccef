import JSON

/// The tensors of a model folder: `model.safetensors`, or the shards that `model.safetensors.index.json` lists.
package struct CheckpointWeights: Sendable {
    private let folder: String
    private let files: [ByteString: SafeTensorsFile]
    private let config: TransformerConfig

    /// Opens the weights in `folder` and checks that they are exactly those that `config` needs.
    ///
    /// - Throws: `CheckpointError` that names the file, the tensor, what was expected and what was found.
    package init(folder: String, config: TransformerConfig) throws {
        (self.folder, self.config) = (folder, config)
        let index = "\(folder)/model.safetensors.index.json"
        let single = "\(folder)/model.safetensors"
        if !OpenFile.exists(index), !OpenFile.exists(single), OpenFile.exists("\(folder)/pytorch_model.bin") {
            throw CheckpointError(
                "\(folder)/pytorch_model.bin",
                "is pickled, which may run any program and is never read; save the model as safetensors, by "
                    + "save_pretrained(folder, safe_serialization=True) of transformers")
        }
        files = try OpenFile.exists(index) ? Self.shards(index, in: folder) : Self.single(single)
        try check()
    }

    /// The numbers of the tensor `name`, the last dimension running fastest.
    ///
    /// - Throws: `CheckpointError` where one of them is not finite: a model that has diverged.
    package func floats(_ name: String) throws -> [Float] {
        guard let file = files[ByteString(name)] else { throw CheckpointError(folder, "has no tensor \(name)") }
        return try file.floats(name)
    }

    private static func single(_ path: String) throws -> [ByteString: SafeTensorsFile] {
        let file = try SafeTensorsFile(path)
        return Dictionary(uniqueKeysWithValues: file.shapes.map { (ByteString($0.name), file) })
    }

    private static func shards(_ index: String, in folder: String) throws -> [ByteString: SafeTensorsFile] {
        let map = try JSONFields(CheckpointFile.json(at: index), file: index).fields("weight_map")
        var shards: [ByteString: SafeTensorsFile] = [:]
        var files: [ByteString: SafeTensorsFile] = [:]
        for member in map.object.members {
            guard let name = member.value.string, isPlain(name) else {
                throw map.error(member.key, "it must be the name of a .safetensors file in the same folder")
            }
            let shard = try shards[ByteString(name)] ?? SafeTensorsFile("\(folder)/\(name)")
            shards[ByteString(name)] = shard
            guard shard.dimensions(member.key) != nil else {
                throw CheckpointError(shard.path, "has no tensor \(member.key), though the index says so")
            }
            files[ByteString(member.key)] = shard
        }
        for shard in shards.values.sorted(by: { $0.path < $1.path }) {
            for shape in shard.shapes where files[ByteString(shape.name)] !== shard {
                throw CheckpointError(shard.path, "holds the tensor \(shape.name), which the index does not place here")
            }
        }
        return files
    }

    /// A name that cannot lead out of the folder.
    private static func isPlain(_ name: String) -> Bool {
        name.hasSuffix(".safetensors") && !name.hasPrefix(".") && name.utf8.count <= 255
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    private func check() throws {
        let expected = config.expectedTensors
        for shape in expected {
            guard let file = files[ByteString(shape.name)] else {
                throw CheckpointError(
                    folder,
                    "the weights lack the tensor \(shape.name) of shape \(shape.dimensions) that config.json asks for")
            }
            let found = file.dimensions(shape.name) ?? []
            guard found == shape.dimensions else {
                throw CheckpointError(
                    file.path, "the tensor \(shape.name) has shape \(found); config.json asks for \(shape.dimensions)")
            }
        }
        let names = Set(expected.map { ByteString($0.name) })
        let surplus = files.keys.filter { !names.contains($0) }.map(\.text).sorted()
        for name in surplus where try !isHarmless(name) {
            throw CheckpointError(
                files[ByteString(name)]?.path ?? folder,
                "holds the tensor \(name), which the model of config.json has no use for")
        }
    }

    /// Old checkpoints store the rotary frequencies, which follow from the configuration; some store a tied output projection.
    private func isHarmless(_ name: String) throws -> Bool {
        if name.hasSuffix("rotary_emb.inv_freq") { return true }
        guard name == "lm_head.weight", config.tiesEmbeddings else { return false }
        return try floats(name) == floats("model.embed_tokens.weight")
    }
}
