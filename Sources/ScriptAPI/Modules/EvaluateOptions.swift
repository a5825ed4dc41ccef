internal import LuaHost

/// What is measured.
struct EvaluateOptions: LuaOptions {
    @LuaParameter("policy", "who writes the programs") var policy: PolicyObject
    @LuaParameter("problems", "each is tried") var problems: ProblemSetObject
    @LuaParameter("executor", "what runs the programs") var executor: ExecutorObject
    @LuaParameter("turns", "most programs for one problem", .in(1...100)) var turns = 3
    @LuaParameter("window", "attempts kept in the context beside the statement", .in(1...100)) var window = 2
    @LuaParameter("feedback", "what the policy is told after a failure, or a function of the attempt that says it")
    var feedback = LuaEither<FeedbackKind, LuaCallback>.first(.execution)
    @LuaParameter(
        "checker",
        "for problems that accept several answers: a function of { problem, input, expected, output } that says whether the output is right"
    ) var checker: LuaCallback?
    @LuaParameter("temperature", "of sampling; 0 takes the most probable token", .in(0...100)) var temperature = 1.0
    @LuaParameter("samples", "conversations a problem", .in(1...10_000)) var samples = 1
    @LuaParameter(
        "independent", "single-turn samples a problem, for what as many programs are worth without feedback",
        .in(0...10_000))
    var independent = 0
    @LuaParameter("seed", "of sampling; the run's when left out", .optional(.in(0...))) var seed: Int?
    @LuaParameter("max_tokens", "an answer is cut here; the problems' own number when left out", .optional(.in(1...)))
    var maxTokens: Int?
    @LuaParameter("name", "what the record calls its episodes") var name: String?
}
