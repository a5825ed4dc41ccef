internal import JSON
internal import LuaHost
internal import Models
internal import RunStore

/// How a model is saved.
struct SaveOptions: LuaOptions {
    /// As Hugging Face's `config.json` calls them.
    enum Precision: String, LuaChoice { case float32, float16, bfloat16 }
    @LuaParameter("name", "the checkpoint's name", position: 1) var name: String
    @LuaParameter(
        "type", "of the weights; that of its checkpoint for a policy that was not trained, else float32, when left out")
    var type: Precision?

    /// Writes `model` into the run's checkpoints.
    ///
    /// Training in 32-bit numbers makes steps that 16-bit numbers cannot hold: a trained model is stored in 16 bits on request alone.
    /// - Returns: where it is.
    func save(_ model: LanguageModel, isTrained: Bool, in run: RunWriter) throws -> String {
        let asked = type.flatMap { type in StoredType.allCases.first { $0.configName == type.rawValue } }
        return try run.checkpoint(name) { try model.write(to: $0, as: asked ?? (isTrained ? .float32 : nil)) }
    }
}
