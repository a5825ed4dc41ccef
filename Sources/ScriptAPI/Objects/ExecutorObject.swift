internal import Glibc
internal import LuaHost
internal import Rollouts
internal import Sandbox

/// An executor as scripts hold it.
final class ExecutorObject: LuaObject {
    let executor: SandboxExecutor

    init(_ options: PythonOptions) throws {
        let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        executor = try SandboxExecutor(
            .python(),
            limits: Limits(
                cpu: .seconds(options.cpuSeconds), wall: .seconds(options.wallSeconds ?? 10 * options.cpuSeconds),
                memory: options.memoryMB << 20, output: options.outputKB << 10, processes: options.processes),
            workers: options.workers ?? max(1, cores),
            isolation: options.isolation == .none ? .none : .bubblewrap)
    }

    static let luaName = "Executor"
    static var luaClass: LuaClass<ExecutorObject> {
        LuaClass(
            luaName, "Runs programs in a sandbox. What a program does is data, never an error.",
            [
                .method("run", "Runs one program once.", options: RunProgramOptions.self, returns: "its outcome") {
                    (executor, options) -> LuaTable in
                    outcome(try executor.executor.run(source: options.source, stdin: options.stdin))
                },
                .method(
                    "judge", "Runs a program on each test and compares what it prints, token by token.",
                    options: JudgeOptions.self, returns: "verdict, and outcomes by test"
                ) { (executor, options) -> LuaTable in
                    let tests = options.tests.map { TestCase(input: $0.input, expected: $0.expected) }
                    let submission = Submission(source: options.source, tests: tests, stopsAtFirstFailure: false)
                    let judgement = try executor.executor.judge([submission])[0]
                    return ["verdict": judgement.verdict.rawValue, "outcomes": judgement.outcomes.map { outcome($0) }]
                },
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
