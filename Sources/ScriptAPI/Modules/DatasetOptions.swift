internal import LuaHost

/// Which problems are generated.
struct MiniContestsOptions: LuaOptions {
    @LuaParameter("seed", "of the problems; not the run's", .in(0...)) var seed = 0
    @LuaParameter("train", "problems to train on", .in(1...10_000_000)) var train = 20_000
    @LuaParameter("valid", "held-out problems to choose by", .in(1...10_000_000)) var valid = 300
    @LuaParameter("test", "held-out problems to report", .in(1...10_000_000)) var test = 500
}

/// Which conversations are written.
struct ConversationOptions: LuaOptions {
    enum Recipe: String, LuaChoice { case skill, habit, validation }
    @LuaParameter("recipe", "skill: every repair is shown; habit: few are; validation: held-out kinds", position: 1)
    var recipe: Recipe
    @LuaParameter("seed", "of the conversations; not the run's", .in(0...)) var seed = 0
    @LuaParameter("count", "how many; the recipe's own number when left out", .optional(.in(1...10_000_000))) var count:
        Int?
}

/// Which file of problems is read.
struct ProblemFileOptions: LuaOptions {
    @LuaParameter("path", "a file of JSON lines, maybe compressed with gzip; from the current folder", position: 1)
    var path: String
}

/// Which file in EvalPlus's layout is read, and what finds out its answers.
struct EvalPlusOptions: LuaOptions {
    @LuaParameter("path", "a file of JSON lines, maybe compressed with gzip; from the current folder", position: 1)
    var path: String
    @LuaParameter(
        "executor", "an executor.python, whose limits all inputs of a problem share; it runs the file's references")
    var executor: ExecutorObject
}
