public import Rollouts

/// Grades hostile Python functions: they run in one sandbox, the asserts about them in another.
///
/// Between the two go calls and results as plain values (`None`, truth values, numbers, strings, bytes, lists, tuples, dictionaries, sets), rebuilt on
/// the other side from a text: an object of the program's own never reaches an assert, and neither an expected value nor a frame of the
/// asserts can be reached from the program. Instances of subclasses of plain types arrive as the plain type; anything else is a wrong answer.
public final class FunctionGrader: Sendable {
    /// What each side may use for all the calls of a suite.
    public let limits: Limits
    private let pool: WorkerPool<FunctionSubmission, Judgement>

    /// A grader. Its workers start in the background.
    ///
    /// - Parameters:
    ///   - workers: how many programs are graded at the same time, each with two sandboxes.
    ///   - isolation: what keeps both sides from this machine. Where it cannot be had, the first program throws.
    ///   - interrupt: stops all batches and their programs.
    /// - Throws: `LimitsError`; `SandboxError` when bubblewrap or the interpreter is not installed.
    public init(
        limits: Limits = Limits(), workers: Int = 1, interpreter: String = "/usr/bin/python3",
        isolation: Isolation = .bubblewrap, interrupt: Interrupt = Interrupt()
    ) throws {
        let functions = try WorkerConfiguration(
            language: .pythonFunctions(interpreter: interpreter), limits: limits, isolation: isolation)
        let asserts = try WorkerConfiguration(
            language: .pythonAsserts(interpreter: interpreter), limits: limits, isolation: isolation)
        self.limits = limits
        pool = try WorkerPool(workers: workers, interrupt: interrupt) { queue in
            var loop = GradingLoop(functions: functions, asserts: asserts, queue: queue)
            loop.run()
        }
    }

    /// Grades a batch on all workers.
    ///
    /// - Returns: one judgement per submission in their order, with one outcome per suite that ran. An outcome's `output` is what the suite printed, its
    ///   times and memory are the program's.
    /// - Throws: `SandboxError` when the machinery failed, `Interrupted` when somebody asked to stop.
    public func grade(_ submissions: [FunctionSubmission]) throws -> [Judgement] { try pool.complete(submissions) }
}

/// A program that defines functions, and the Python code that calls them and asserts what they return.
public struct FunctionSubmission: Sendable, Hashable {
    /// The program's text. It runs as a module, so that what stands behind `if __name__ == "__main__":` does not run.
    public var source: String
    /// What its functions have to do, in this order.
    public var suites: [FunctionSuite]
    /// Whether the suites after the first failure are left out.
    public var stopsAtFirstFailure: Bool

    /// A submission from its parts.
    public init(source: String, suites: [FunctionSuite], stopsAtFirstFailure: Bool = true) {
        (self.source, self.suites, self.stopsAtFirstFailure) = (source, suites, stopsAtFirstFailure)
    }
}

/// Python code that asserts what functions return. It never shares a process with them.
public struct FunctionSuite: Sendable, Hashable {
    /// Calls the functions through `candidate("name")`: one call at a time, or a list of argument lists with `.many`. It has passed when it ran to
    /// its end.
    public var code: String
    /// What it reads from its standard input.
    public var input: String

    /// A suite from its parts.
    public init(code: String, input: String = "") { (self.code, self.input) = (code, input) }
}

extension Submission {
    /// The same as a submission for an executor: each suite is a test whose expectation is its code.
    public init(_ functions: FunctionSubmission) {
        self.init(
            source: functions.source, tests: functions.suites.map { TestCase(input: $0.input, expected: $0.code) },
            stopsAtFirstFailure: functions.stopsAtFirstFailure, comparison: .asserts)
    }
}

extension FunctionSubmission {
    /// What a submission with `OutputComparison.asserts` asks for.
    init(_ submission: Submission) {
        self.init(
            source: submission.source,
            suites: submission.tests.map { FunctionSuite(code: $0.expected, input: $0.input) },
            stopsAtFirstFailure: submission.stopsAtFirstFailure)
    }
}
