internal import JSON
internal import RunStore

/// What a checkpoint is, by its content.
enum ModelFacts {
    /// The files that decide what a model computes.
    private static func decides(_ name: String) -> Bool {
        name.hasSuffix(".safetensors")
            || ["config.json", "tokenizer.json", "model.safetensors.index.json"].contains(name)
    }

    static func of(_ folder: String, name: String) throws -> JSONObject {
        [
            "name": .string(name), "folder": .string(ScriptFile.absolute(folder)),
            "sha256": .object(try ContentFacts.hashes(of: folder, where: decides)),
        ]
    }
}
