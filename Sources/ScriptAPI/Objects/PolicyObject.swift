internal import JSON
internal import LuaHost
internal import Models
internal import Rollouts
internal import RunStore
internal import Torch

/// A policy as scripts hold it.
final class PolicyObject: LuaObject, Resumable {
    let model: LanguageModel
    /// Which of the run's objects it is.
    private(set) var number = 0
    /// Whether a trainer has it, or had what it is a copy of.
    var isTrained = false
    private unowned let host: Session

    init(_ model: LanguageModel, host: Session) {
        (self.model, self.host) = (model, host)
        number = host.register(self)
    }

    var resumableState: ResumableState? {
        guard isTrained else { return nil }
        return ResumableState(tensors: model.parameters, restored: { [model] _ in model.parametersChanged() })
    }

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
                    let copy = PolicyObject(try $0.model.copy(), host: $0.host)
                    copy.isTrained = $0.isTrained
                    return copy
                },
                .method(
                    "save",
                    "Writes a Hugging Face folder into the run's checkpoints, with the value head if a trainer made one.",
                    options: SaveOptions.self, returns: "where it is"
                ) { policy, options in
                    try options.save(policy.model, isTrained: policy.isTrained, in: policy.host.run())
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
