internal import Environments
package import LuaHost
package import Statistics

/// What is measured.
struct EvaluateOptions: LuaOptions {
    @LuaParameter("policy", "who writes the programs") var policy: PolicyObject
    @LuaParameter("problems", "each is tried") var problems: ProblemSetObject
    @LuaParameter("executor", "what runs the programs") var executor: ExecutorObject
    let environment = EnvironmentOptions(for: .evaluation)
    @LuaParameter("samples", "conversations a problem", .in(1...10_000)) var samples = 1
    @LuaParameter(
        "independent", "single-turn samples a problem, for what as many programs are worth without feedback",
        .in(0...10_000))
    var independent = 0
    @LuaParameter(
        "report",
        "more rates: \"n@k\" hands in n of k programs, of those that pass the public tests; \"pass@k\" takes all. Each turn of a conversation is one of the k: of three turns 10@100 draws 33. \"independent n@k\" draws single-turn samples"
    ) var report: [RateForm] = []
    @LuaParameter("seed", "of sampling; the run's when left out", .optional(.in(0...))) var seed: Int?
    @LuaParameter("name", "what the record calls its episodes; a name that is taken gets a number") var name: String?

    func validate() throws(LuaMismatch) {
        let turns = environment.config.turns
        for form in report {
            let drawn = form.draw(turns: turns).samples
            let (option, given) = form.isIndependent ? ("independent", independent) : ("samples", samples)
            if drawn > given {
                let kind = form.isIndependent ? "single-turn samples" : "conversations of up to \(turns) turns"
                throw LuaMismatch(
                    "'report' has \"\(form.text)\", which takes \(drawn) \(kind) a problem, and '\(option)' is \(given); set \(option) = \(drawn)"
                )
            }
        }
    }
}

extension RateForm: LuaValue {
    package static var luaType: String { "string" }
    package static var luaExpectation: String { "a rate, \(allowed)" }
    package static func decode(_ data: LuaData) throws(LuaMismatch) -> RateForm {
        guard case .string(let bytes) = data, let form = bytes.text.flatMap({ RateForm($0) }) else {
            throw LuaMismatch(expected: luaExpectation, found: data)
        }
        return form
    }
    package var luaData: LuaData { .string(LuaBytes(text)) }
}
