internal import LuaHost

/// What an environment is made of.
struct CodeOptions: LuaOptions {
    @LuaParameter("problems", "where problems come from") var problems: ProblemSetObject
    @LuaParameter("executor", "what runs the programs") var executor: ExecutorObject
    @LuaParameter("turns", "most programs for one problem", .in(1...100)) var turns = 3
    @LuaParameter("window", "attempts kept in the context beside the statement", .in(1...100)) var window = 2
    @LuaParameter("feedback", "what the policy is told after a failure, or a function of the attempt that says it")
    var feedback = LuaEither<FeedbackKind, LuaCallback>.first(.execution)
    @LuaParameter(
        "checker",
        "for problems that accept several answers: a function of { problem, input, expected, output } that says whether the output is right"
    ) var checker: LuaCallback?
    @LuaParameter("reward", "what is paid, or a function of the episode that pays a number or a list of one a turn")
    var reward: LuaEither<RewardOptions, LuaCallback>?
    @LuaParameter("max_tokens", "an answer is cut here; the problems' own number when left out", .optional(.in(1...)))
    var maxTokens: Int?
}
