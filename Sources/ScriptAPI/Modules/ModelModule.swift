internal import LuaHost
internal import Models
internal import Torch

extension ScriptHost {
    /// `model`: policies from checkpoints.
    func modelModule() -> LuaModule {
        LuaModule(
            "model", "Policies: language models that write programs.",
            [
                .function(
                    "load", "Opens a Hugging Face folder of a Llama-architecture model, or a bundled one by name.",
                    options: ModelOptions.self, returns: "the policy"
                ) { [unowned self] options in
                    _ = try run()
                    let folder = try ModelFolder.find(options.name, beside: ScriptFile.folder(of: request.script))
                    determinism.use(shards: options.shards)
                    let model = try LanguageModel(
                        folder: folder, name: options.name, shards: Shards(count: options.shards))
                    return PolicyObject(model, host: self)
                },
                .function(
                    "untrained", "A model with random weights, of the shape that a folder's config.json gives.",
                    options: ModelOptions.self, returns: "the policy"
                ) { [unowned self] options in
                    _ = try run()
                    let folder = try ModelFolder.find(options.name, beside: ScriptFile.folder(of: request.script))
                    determinism.use(shards: options.shards)
                    let model = try LanguageModel(
                        untrained: folder, name: options.name, shards: Shards(count: options.shards), seed: request.seed
                    )
                    return PolicyObject(model, host: self)
                },
            ])
    }
}
