internal import LuaHost

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
