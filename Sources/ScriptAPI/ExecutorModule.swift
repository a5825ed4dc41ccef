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
                    return try ExecutorObject(.python(), options.limits, workers: options.workers)
                },
                .function(
                    "lua", "Runs Lua 5.4 programs over standard input and output: io.read, io.lines, io.write, print.",
                    options: LuaProgramOptions.self, returns: "the executor"
                ) { [unowned self] options in
                    _ = try run()
                    return try ExecutorObject(
                        .lua(instructions: options.instructions), options.limits, workers: options.workers)
                },
                .function(
                    "cpp", "Runs C++17 programs, compiled by g++ in a sandbox, once for each text.",
                    options: PythonOptions.self, returns: "the executor"
                ) { [unowned self] options in
                    _ = try run()
                    return try ExecutorObject(.cpp(), options.limits, workers: options.workers)
                },
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
}

extension PythonOptions {
    var limits: Limits {
        Limits(
            cpu: .seconds(cpuSeconds), wall: .seconds(wallSeconds ?? 10 * cpuSeconds), memory: memoryMB << 20,
            output: outputKB << 10, processes: processes)
    }
}

/// What one Lua program may use.
struct LuaProgramOptions: LuaOptions {
    @LuaParameter("instructions", "of Lua's machine, a budget that repeats exactly", .in(1000...)) var instructions =
        100_000_000
    @LuaParameter(
        "cpu_seconds", "CPU time on one test, for what the budget does not count", .above(0), unit: "seconds")
    var cpuSeconds = 5.0
    @LuaParameter("memory_mb", "memory, the interpreter's 32 MB included", .in(64...1_000_000), unit: "MiB")
    var memoryMB = 256
    @LuaParameter("output_kb", "what it may print", .in(1...1_000_000), unit: "KiB") var outputKB = 1024
    @LuaParameter(
        "workers", "programs that run at once, changing no verdict; one a core when left out", .optional(.in(1...1024)))
    var workers: Int?

    var limits: Limits {
        Limits(
            cpu: .seconds(cpuSeconds), wall: .seconds(10 * cpuSeconds), memory: memoryMB << 20, output: outputKB << 10,
            processes: 1)
    }
}

/// How outputs are compared.
enum ComparisonKind: String, LuaChoice {
    case tokens, exact, floats

    var comparison: OutputComparison {
        switch self {
        case .tokens: .tokens
        case .exact: .exact
        case .floats: .floats
        }
    }
}

/// A program and what it reads.
struct RunProgramOptions: LuaOptions {
    @LuaParameter("source", "the program", position: 1) var source: String
    @LuaParameter("stdin", "what it reads from standard input") var stdin = ""
}

/// A test as scripts write it.
struct TestOptions: LuaOptions {
    @LuaParameter("input", "what the program reads") var input = ""
    @LuaParameter("expected", "what it must print; may be left out with a checker") var expected = ""
}

/// A program and its tests.
struct JudgeOptions: LuaOptions {
    @LuaParameter("source", "the program", position: 1) var source: String
    @LuaParameter("tests", "{ input = …, expected = … } each", spelled: "TestOptions[]") var tests: [TestOptions]
    @LuaParameter(
        "comparison", "words, all bytes, or words whose decimal numbers may differ by 1e-6, absolute or relative")
    var comparison = ComparisonKind.tokens
    @LuaParameter(
        "checker",
        "a function of { input, expected, output } that says whether the output is right, in place of comparison"
    ) var checker: LuaCallback?
}

/// An executor as scripts hold it.
final class ExecutorObject: LuaObject {
    let executor: SandboxExecutor

    init(_ language: Language, _ limits: Limits, workers: Int?) throws {
        let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        executor = try SandboxExecutor(language, limits: limits, workers: workers ?? max(1, cores))
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
                .method("run", "Runs one program once.", options: RunProgramOptions.self, returns: "its outcome") {
                    (executor, options) -> LuaTable in
                    outcome(try executor.executor.run(source: options.source, stdin: options.stdin))
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
            "signal": outcome.signal,
        ]
    }
}
