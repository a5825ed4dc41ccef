internal import Glibc
internal import LuaHost
internal import Rollouts
internal import Sandbox

extension ScriptHost {
    /// `executor`: sandboxes for programs.
    func executorModule() -> LuaModule {
        LuaModule(
            "executor", "Sandboxes that run hostile programs.",
            [
                .function(
                    "python", "Runs Python 3 programs over standard input and output, isolated by bubblewrap.",
                    options: PythonOptions.self, returns: "the executor"
                ) { [unowned self] options in
                    _ = try run()
                    if options.isolation == .none {
                        determinism.disturb("programs ran without isolation (isolation = \"none\")")
                    }
                    return try ExecutorObject(options)
                }
            ])
    }
}

/// What one program may use.
struct PythonOptions: LuaOptions {
    @LuaParameter("cpu_seconds", "CPU time of a program on one test", .above(0), unit: "seconds") var cpuSeconds = 1.0
    @LuaParameter(
        "wall_seconds", "time on the clock; ten times cpu_seconds when left out", .optional(.above(0)), unit: "seconds")
    var wallSeconds: Double?
    @LuaParameter("memory_mb", "address space, the interpreter's 25 MB included", .in(64...1_000_000), unit: "MiB")
    var memoryMB = 256
    @LuaParameter("output_kb", "what it may print", .in(1...1_000_000), unit: "KiB") var outputKB = 1024
    @LuaParameter("processes", "threads it may have", .in(1...4096)) var processes = 16
    @LuaParameter(
        "workers", "programs that run at once, changing no verdict; one a core when left out", .optional(.in(1...1024)))
    var workers: Int?
    @LuaParameter(
        "isolation",
        "what keeps programs from this machine (see assay doctor); without any they read its files, and the run is marked"
    )
    var isolation = IsolationChoice.bubblewrap
}

/// What scripts call the kinds of isolation.
enum IsolationChoice: String, LuaChoice {
    case bubblewrap, none
}

/// A program and what it reads.
struct RunProgramOptions: LuaOptions {
    @LuaParameter("source", "the program", position: 1) var source: String
    @LuaParameter("stdin", "what it reads from standard input") var stdin = ""
}

/// A test as scripts write it.
struct TestOptions: LuaOptions {
    @LuaParameter("input", "what the program reads") var input = ""
    @LuaParameter("expected", "what it must print") var expected: String
}

/// A program and its tests.
struct JudgeOptions: LuaOptions {
    @LuaParameter("source", "the program", position: 1) var source: String
    @LuaParameter("tests", "{ input = …, expected = … } each", spelled: "TestOptions[]") var tests: [TestOptions]
}

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
