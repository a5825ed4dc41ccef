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
                    "load",
                    "Opens a Hugging Face folder of a Llama, Mistral, Qwen2 or Qwen3 model, or a bundled one by name.",
                    options: LoadOptions.self, returns: "the policy"
                ) { [unowned self] options in
                    try noted(
                        "model.load", options,
                        random: options.lora == nil ? [:] : ["seed": .seed(request.seed)]
                    ) {
                        let adapters = try adapters(options)
                        return try policy(options) {
                            try LanguageModel(
                                folder: $0, name: options.name, shards: $1, adapters: adapters,
                                inBFloat16: options.dtype == .bfloat16, template: options.template?.rawValue)
                        }
                    }
                },
                .function(
                    "untrained", "A model with random weights, of the shape that a folder's config.json gives.",
                    options: UntrainedOptions.self, returns: "the policy"
                ) { [unowned self] options in
                    try noted("model.untrained", options, random: ["seed": .seed(request.seed)]) {
                        try policy(options) {
                            try LanguageModel(untrained: $0, name: options.name, shards: $1, seed: request.seed)
                        }
                    }
                },
                servedFunction(),
            ])
    }

    /// The adapters that a policy is asked to have.
    private func adapters(_ options: LoadOptions) throws -> LanguageModel.AdapterStart? {
        if let lora = options.lora { return .new(lora.config, seed: request.seed) }
        guard let name = options.adapter else { return nil }
        let folder = try ModelFolder.find(name, beside: ScriptFile.folder(of: request.script))
        let absolute = ScriptFile.absolute(folder)
        if record.resumed == nil {
            record.facts?.find { try $0.note(ModelFacts.of(absolute, name: name), in: "models") }
        } else {
            try note(ModelFacts.of(absolute, name: name), in: "models")
        }
        return .stored(folder)
    }

    /// The policy that `open` makes of the folder that the options name.
    private func policy(
        _ options: some ModelOptions, open: (_ folder: String, Shards) throws -> LanguageModel
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

/// What every policy is made from.
protocol ModelOptions: LuaOptions {
    var name: String { get }
    var shards: Int { get }
}

/// How a model is made without weights.
struct UntrainedOptions: ModelOptions {
    @LuaParameter("name", "minicoder, or the path of a folder", position: 1) var name: String
    @LuaParameter(
        "shards", "parts that each pass is cut into, one thread each; a part of the run: it decides the bits",
        .in(1...64))
    var shards = 2
}

/// How a model is opened.
struct LoadOptions: ModelOptions {
    enum Precision: String, LuaChoice { case float32, bfloat16 }
    enum Template: String, LuaChoice { case chatml, llama3, mistral, plain, markers }
    @LuaParameter("name", "minicoder, or the path of a folder", position: 1) var name: String
    @LuaParameter(
        "shards", "parts that each pass is cut into, one thread each; a part of the run: it decides the bits",
        .in(1...64))
    var shards = 2
    @LuaParameter(
        "dtype",
        "how matrices are kept: float32; or bfloat16, in half the memory, which are not trained (give 'lora' to train). Sums are of float32 either way"
    ) var dtype = Precision.float32
    @LuaParameter(
        "template", "how conversations become tokens; what the folder's files tell of, when left out")
    var template: Template?
    @LuaParameter("lora", "put new low-rank adapters on it, which alone are trained then") var lora: LoRAOptions?
    @LuaParameter("adapter", "the path of a folder of adapters, in PEFT's layout, to go on with") var adapter: String?

    func validate() throws(LuaMismatch) {
        if lora != nil, adapter != nil {
            throw LuaMismatch("'lora' begins new adapters and 'adapter' goes on with stored ones: give one of the two")
        }
    }
}

/// New adapters.
struct LoRAOptions: LuaOptions {
    /// The maps of a layer, as `transformers` calls them.
    enum Target: String, LuaChoice, CaseIterable {
        case q = "q_proj", k = "k_proj", v = "v_proj", o = "o_proj"
        case gate = "gate_proj", up = "up_proj", down = "down_proj"
    }
    @LuaParameter("rank", "of the two matrices of an adapter", .in(1...1024)) var rank = 16
    @LuaParameter("alpha", "the product is scaled by alpha / rank", .above(0)) var alpha = 32.0
    @LuaParameter("targets", "the linear maps that get adapters; all seven of a layer when left out")
    var targets: [Target] = Target.allCases

    func validate() throws(LuaMismatch) {
        if targets.isEmpty {
            throw LuaMismatch("'targets' must name at least one of \(AdapterConfig.allTargets.joined(separator: ", "))")
        }
    }

    var config: AdapterConfig { AdapterConfig(rank: rank, alpha: alpha, targets: targets.map(\.rawValue)) }
}
