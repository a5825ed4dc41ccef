internal import JSON
internal import LuaHost
internal import Models
internal import Rollouts
internal import RunStore
internal import ServedModels
internal import Torch

/// A policy as scripts hold it.
final class PolicyObject: LuaObject, Resumable, Noted {
    /// Who answers.
    enum Mind {
        /// A model of this process, whose weights the run has.
        case own(LanguageModel)
        /// A model behind a server.
        case served(Server, TokenPrices)
    }
    let mind: Mind
    /// Which of the run's objects it is.
    private(set) var number = 0
    /// How often trainers have changed it, and what it is a copy of.
    private(set) var version = 0
    /// Whether a trainer has it, or had what it is a copy of.
    var isTrained = false
    unowned let host: Session

    init(_ mind: Mind, host: Session) {
        (self.mind, self.host) = (mind, host)
        number = host.register(self)
    }

    convenience init(_ model: LanguageModel, host: Session) { self.init(.own(model), host: host) }

    /// The model with its weights.
    ///
    /// - Throws: `LuaMismatch` for one behind a server.
    var model: LanguageModel {
        get throws(LuaMismatch) {
            switch mind {
            case .own(let model): return model
            case .served(let server, _):
                throw LuaMismatch(
                    "the policy \"\(server.model.name)\" is behind a server, and its weights are not here: what trains, saves, copies or encodes takes a policy of model.load"
                )
            }
        }
    }

    /// What it was loaded as, or what its server calls it.
    var name: String {
        switch mind {
        case .own(let model): model.name
        case .served(let server, _): server.model.name
        }
    }

    var resumableState: ResumableState? {
        guard isTrained, case .own(let model) = mind else { return nil }
        return ResumableState(tensors: model.parameters, restored: { [model] _ in model.parametersChanged() })
    }

    var noted: JSONValue { ["policy": .int(number), "version": .int(version)] }

    /// Tells that a trainer has changed it.
    func changed() {
        version += 1
        host.changes += 1
    }

    /// Refuses a policy of which a trainer would change nothing.
    ///
    /// - Parameter option: what it was given as.
    func checkTrainable(_ option: String = "policy") throws(LuaMismatch) {
        guard try model.transformer.trainedParameters.isEmpty else { return }
        throw LuaMismatch(
            "'\(option)' has nothing that is trained: its weights are kept in bfloat16; load it with lora = {}, or with dtype = \"float32\""
        )
    }

    private func copied() throws -> PolicyObject {
        try host.journal.remade("Policy:copy", note: .init(inputs: ["policy": noted]), result: { $0.noted }) {
            let copy = PolicyObject(try model.copy(), host: host)
            (copy.isTrained, copy.version) = (isTrained, version)
            return copy
        }
    }

    private func save(_ options: SaveOptions) throws -> String {
        let run = try host.run()
        let note = CallJournal.Note(settings: JSONObject(noting: options.settings), inputs: ["policy": noted])
        return try host.journal.remade(
            "Policy:save", note: note, result: { _ in .string("checkpoints/" + options.name) }
        ) { try options.save(model, isTrained: isTrained, in: run) }
    }

    static let luaName = "Policy"
    static var luaClass: LuaClass<PolicyObject> {
        LuaClass(
            luaName, "A language model that writes programs. Trainers change it in place.",
            [
                .property("name", "what it was loaded as") { $0.name },
                .property("parameters", "how many numbers it has") {
                    let transformer = try $0.model.transformer
                    let adapters = transformer.adapters == nil ? [] : transformer.trainedParameters
                    return (transformer.parameters + adapters).reduce(0) { $0 + $1.count }
                },
                .property(
                    "trained_parameters", "how many of them a trainer changes: those of its adapters, where it has any"
                ) {
                    try $0.model.transformer.trainedParameters.reduce(0) { $0 + $1.count }
                },
                .property("shards", "parts that each pass is cut into") { try $0.model.shards.count },
                .method("copy", "An independent policy with the same weights.", returns: "the copy") {
                    try $0.copied()
                },
                .method(
                    "save",
                    "Writes a Hugging Face folder into the run's checkpoints, with the value head if a trainer made one. Of a policy with adapters it is PEFT's folder, of these alone.",
                    options: SaveOptions.self, returns: "where it is"
                ) { try $0.save($1) },
                .method(
                    "encode", "The tokens of a text.", LuaParameter("text", "any text", as: String.self), returns: "ids"
                ) { try $0.model.codec.encode($1).map(Int.init) },
                .method(
                    "decode", "The text of tokens.", LuaParameter("tokens", "ids", as: [Int].self), returns: "the text"
                ) { try $0.model.codec.decode($1.map { Int32(clamping: $0) }) },
            ] + textMethods + servedMethods)
    }
}

/// How a model is saved.
struct SaveOptions: LuaOptions {
    /// As Hugging Face's `config.json` calls them.
    enum Precision: String, LuaChoice { case float32, float16, bfloat16 }
    @LuaParameter("name", "the checkpoint's name", position: 1) var name: String
    @LuaParameter(
        "type", "of the weights; that of its checkpoint for a policy that was not trained, else float32, when left out")
    var type: Precision?
    @LuaParameter("merge", "add adapters to the matrices, and write the whole model") var merge = false

    /// Writes `model` into the run's checkpoints.
    ///
    /// Training in 32-bit numbers makes steps that 16-bit numbers cannot hold: a trained model is stored in 16 bits on request alone.
    /// - Returns: where it is.
    func save(_ model: LanguageModel, isTrained: Bool, in run: RunWriter) throws -> String {
        let asked = type.flatMap { type in StoredType.allCases.first { $0.configName == type.rawValue } }
        return try run.checkpoint(name) {
            try model.write(to: $0, as: asked ?? (isTrained ? .float32 : nil), merging: merge)
        }
    }
}
