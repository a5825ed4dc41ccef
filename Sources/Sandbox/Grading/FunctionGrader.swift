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
    /// - Throws: `LimitsError`; `SandboxError` when bubblewrap or the interpreter is not installed.
    public init(
        limits: Limits = Limits(), workers: Int = 1, interpreter: String = "/usr/bin/python3",
        isolation: Isolation = .bubblewrap
    ) throws {
        let functions = try WorkerConfiguration(
            language: .pythonFunctions(interpreter: interpreter), limits: limits, isolation: isolation)
        let asserts = try WorkerConfiguration(
            language: .pythonAsserts(interpreter: interpreter), limits: limits, isolation: isolation)
        self.limits = limits
        pool = try WorkerPool(workers: workers) { queue in
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
