internal import LuaHost
internal import Rollouts
internal import RunStore

/// An executor as scripts hold it.
final class ExecutorObject: LuaObject {
    let executor: LedgerExecutor

    init(_ executor: LedgerExecutor) { self.executor = executor }

    static let luaName = "Executor"
    static var luaClass: LuaClass<ExecutorObject> {
        LuaClass(
            luaName, "Runs programs in a sandbox. What a program does is data, never an error.",
            [
                .property("asked", "programs that it was to run or judge so far") { $0.executor.counts.asked },
                .property("answered", "of these, how many the run's ledger answered, as they had run before") {
                    $0.executor.counts.answered
                },
                .method("run", "Runs one program once.", options: RunProgramOptions.self, returns: "its outcome") {
                    (executor, options) -> LuaTable in
                    try executor.executor.run(source: options.source, stdin: options.stdin).luaTable
                },
                .method(
                    "judge", "Runs a program on each test and judges what it prints.",
                    options: JudgeOptions.self,
                    returns: "verdict, and outcomes by test; a wrong answer's says its first difference"
                ) { (executor, options) -> LuaTable in try executor.judge(options) },
                .method(
                    "grade",
                    "Judges a program on a whole problem, or Python functions by asserts, up to the first failure.",
                    options: GradeOptions.self,
                    returns: "verdict, solved, and for a problem passed_public; outcomes by test, public ones first"
                ) { (executor, options) -> LuaTable in try executor.grade(options) },
            ])
    }
}
