package import JSON
internal import RunStore

/// What a checkpoint is, by its content.
package enum ModelFacts {
    /// The files that decide what a model computes.
    private static func decides(_ name: String) -> Bool {
        name.hasSuffix(".safetensors")
            || ["config.json", "tokenizer.json", "model.safetensors.index.json"].contains(name)
    }

    /// Its name, where it is and the hashes of its files.
    ///
    /// - Parameter folder: an absolute path.
    package static func of(_ folder: String, name: String) throws -> JSONObject {
        [
            "name": .string(name), "folder": .string(folder),
            "sha256": .object(try ContentFacts.hashes(of: folder, where: decides)),
        ]
    }
}
