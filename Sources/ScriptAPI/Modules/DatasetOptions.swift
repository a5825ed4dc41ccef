internal import Environments
internal import LuaHost
internal import Rendering

/// Which problems are generated.
struct MiniContestsOptions: LuaOptions {
    @LuaParameter("seed", "of the problems; not the run's", .in(0...)) var seed = 0
    @LuaParameter("train", "problems to train on", .in(1...10_000_000)) var train = 20_000
    @LuaParameter("valid", "held-out problems to choose by", .in(1...10_000_000)) var valid = 300
    @LuaParameter("test", "held-out problems to report", .in(1...10_000_000)) var test = 500
    @LuaParameter(
        "exclude",
        "names of parts, such as \"big\" or \"zorp\", that no problem of train has; each of valid and test then has one"
    )
    var exclude: [String] = []

    func validate() throws(LuaMismatch) {
        let names = MiniContests.Part.names, excluded = Set(exclude)
        for name in exclude where !names.contains(name) {
            let known = NearestName.among(names, for: name, verb: "the parts are")
            throw LuaMismatch("'exclude' has '\(name)', which is no part of a problem\(known)")
        }
        if excluded.count < exclude.count { throw LuaMismatch("'exclude' names a part twice") }
        if MiniContests.Split.train.compositions(excluding: excluded).isEmpty {
            throw LuaMismatch("'exclude' leaves no problem to train on; keep at least one select, map and out")
        }
    }
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
    @LuaParameter(
        "path",
        "a file of JSON lines, maybe compressed with gzip or Zstandard, or Parquet (by pyarrow); from the current folder",
        position: 1)
    var path: String
}

/// Which file in EvalPlus's layout is read, and what finds out its answers.
struct EvalPlusOptions: LuaOptions {
    @LuaParameter(
        "path",
        "a file of JSON lines, maybe compressed with gzip or Zstandard, or Parquet (by pyarrow); from the current folder",
        position: 1)
    var path: String
    @LuaParameter(
        "executor",
        "an executor.python, whose isolation the file's references get; their limits are generous, and their answers are kept for later runs"
    )
    var executor: ExecutorObject
}
