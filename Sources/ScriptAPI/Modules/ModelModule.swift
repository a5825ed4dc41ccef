internal import Replay
internal import JSON
internal import LuaHost
internal import Models
internal import Provenance
internal import Rollouts
internal import Torch

extension Session {
    /// `model`: policies from checkpoints.
    func modelModule() -> LuaModule {
        LuaModule(
            "model", "Policies: language models that write programs.",
            [
                .function(
                    "load", "Opens a Hugging Face folder of a Llama-architecture model, or a bundled one by name.",
                    options: ModelOptions.self, returns: "the policy"
                ) { [unowned self] options in
                    try noted("model.load", options) {
                        try policy(options) { try LanguageModel(folder: $0, name: options.name, shards: $1) }
                    }
                },
                .function(
                    "untrained", "A model with random weights, of the shape that a folder's config.json gives.",
                    options: ModelOptions.self, returns: "the policy"
                ) { [unowned self] options in
                    try noted("model.untrained", options, random: ["seed": .seed(request.seed)]) {
                        try policy(options) {
                            try LanguageModel(untrained: $0, name: options.name, shards: $1, seed: request.seed)
                        }
                    }
                },
            ])
    }

    /// The policy that `open` makes of the folder that the options name.
    private func policy(
        _ options: ModelOptions, open: (_ folder: String, Shards) throws -> LanguageModel
    ) throws -> PolicyObject {
        _ = try run()
        let folder = try ModelFolder.find(options.name, beside: ScriptFile.folder(of: request.script))
        determinism.use(shards: options.shards)
        let name = options.name
        if record.resumed == nil {
            record.facts?.find { try $0.note(ModelFacts.of(ScriptFile.absolute(folder), name: name), in: "models") }
        } else {
            try note(ModelFacts.of(ScriptFile.absolute(folder), name: name), in: "models")
        }
        return PolicyObject(
            try open(folder, Shards(count: options.shards, runsConcurrently: CoreBudget.cores > 1)), host: self)
    }
}

/// How a model is opened.
struct ModelOptions: LuaOptions {
    @LuaParameter("name", "minicoder, or the path of a folder", position: 1) var name: String
    @LuaParameter(
        "shards", "parts that each pass is cut into, one thread each; a part of the run: it decides the bits",
        .in(1...64))
    var shards = 2
}
