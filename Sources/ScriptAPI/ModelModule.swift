internal import LuaHost
internal import Models
internal import Rollouts
internal import RunStore
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
                        name: options.name,
                        transformer: Transformer(
                            config: LlamaConfig(file: folder + "/config.json"), seed: request.seed),
                        codec: ByteLevelTokenizer(file: folder + "/tokenizer.json"), valueHead: nil, folder: folder,
                        shards: Shards(count: options.shards))
                    return PolicyObject(model, host: self)
                },
            ])
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

/// A policy as scripts hold it.
final class PolicyObject: LuaObject {
    let model: LanguageModel
    private unowned let host: ScriptHost

    init(_ model: LanguageModel, host: ScriptHost) { (self.model, self.host) = (model, host) }

    static let luaName = "Policy"
    static var luaClass: LuaClass<PolicyObject> {
        LuaClass(
            luaName, "A language model that writes programs. Trainers change it in place.",
            [
                .property("name", "what it was loaded as") { $0.model.name },
                .property("parameters", "how many numbers it has") {
                    $0.model.transformer.parameters.reduce(0) { $0 + $1.count }
                },
                .property("shards", "parts that each pass is cut into") { $0.model.shards.count },
                .method("copy", "An independent policy with the same weights.", returns: "the copy") {
                    PolicyObject(try $0.model.copy(), host: $0.host)
                },
                .method(
                    "save", "Writes a Hugging Face folder into the run's checkpoints.",
                    LuaParameter("name", "the checkpoint's name", as: String.self), returns: "where it is"
                ) { policy, name in
                    try policy.host.run().checkpoint(name) { try policy.model.write(to: $0) }
                },
                .method(
                    "encode", "The tokens of a text.", LuaParameter("text", "any text", as: String.self), returns: "ids"
                ) { $0.model.codec.encode($1).map(Int.init) },
                .method(
                    "decode", "The text of tokens.", LuaParameter("tokens", "ids", as: [Int].self), returns: "the text"
                ) { $0.model.codec.decode($1.map { Int32(clamping: $0) }) },
            ])
    }
}
