internal import Environments
internal import LuaHost

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
    @LuaParameter("seed", "of sampling; the run's when left out", .optional(.in(0...))) var seed: Int?
    @LuaParameter("name", "what the record calls its episodes; a name that is taken gets a number") var name: String?
}
