internal import LuaHost
internal import Rollouts
internal import RunStore
internal import Sandbox

/// An executor as scripts hold it.
final class ExecutorObject: LuaObject {
    let executor: LedgerExecutor
    /// What the record says of it.
    let settings: ExecutorSettings
    private let signs: ExecutionSigns

    init(_ executor: LedgerExecutor, settings: ExecutorSettings, signs: ExecutionSigns) {
        (self.executor, self.settings, self.signs) = (executor, settings, signs)
    }

    /// Judges a program; the checker, if there is one, is asked about each output on the script's thread.
    private func judge(_ options: JudgeOptions) throws -> LuaTable {
        let tests = options.tests.map { TestCase(input: $0.input, expected: $0.expected) }
        var submission = Submission(source: options.source, tests: tests, stopsAtFirstFailure: false)
        submission.comparison = options.comparison.comparison
        let judgement: Judgement
        if let checker = options.checker {
            judgement = try executor.judge([submission]) { test, output in
                let attempt: LuaTable = ["input": test.input, "expected": test.expected, "output": output]
                return try checker.call(attempt, as: Bool.self, name: "checker")
            }[0]
        } else {
            judgement = try executor.judge([submission])[0]
        }
        signs.note([judgement])
        let outcomes = zip(tests, judgement.outcomes).map { test, outcome -> LuaTable in
            var table = Self.outcome(outcome)
            if outcome.verdict == .wrongAnswer, options.checker == nil {
                table["difference"] =
                    submission.comparison.firstDifference(printed: outcome.output, expected: test.expected)?.description
                    .luaData ?? .none
            }
            return table
        }
        return ["verdict": judgement.verdict.rawValue, "outcomes": outcomes]
    }

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
                    let outcome = try executor.executor.run(source: options.source, stdin: options.stdin)
                    executor.signs.note([Judgement(outcomes: [outcome])])
                    return Self.outcome(outcome)
                },
                .method(
                    "judge", "Runs a program on each test and judges what it prints.",
                    options: JudgeOptions.self,
                    returns: "verdict, and outcomes by test; a wrong answer's says its first difference"
                ) { (executor, options) -> LuaTable in try executor.judge(options) },
            ])
    }

    /// An outcome as a plain table.
    static func outcome(_ outcome: TestOutcome) -> LuaTable {
        [
            "verdict": outcome.verdict.rawValue, "output": outcome.output, "error": outcome.errorOutput,
            "cpu_seconds": outcome.cpuSeconds, "wall_seconds": outcome.wallSeconds,
            "memory_mb": Double(outcome.peakMemory) / 1_048_576, "exit_status": outcome.exitStatus,
            "signal": outcome.signal, "near_limit": outcome.nearLimit,
            "may_vary": outcome.mayVary.map(\.rawValue),
        ]
    }
}
