public import Rollouts
internal import Synchronization

/// Runs hostile programs, each test in a process of its own inside a bubblewrap sandbox, and judges what they print.
///
/// Each worker is a thread here and a warm interpreter in a sandbox, which forks for every (program, test). What is expected never leaves
/// this process. All programs of a batch get the same bytes whatever their order and the number of workers.
public final class SandboxExecutor: Executor {
    /// What each program may use.
    public let limits: Limits
    let configuration: WorkerConfiguration
    private let workers: Int
    private let interrupt: Interrupt
    private let grader = Mutex<FunctionGrader?>(nil)
    private let pool: WorkerPool<Submission, Judgement>

    /// An executor for one language. Its workers start in the background.
    ///
    /// - Parameters:
    ///   - workers: how many programs run at the same time.
    ///   - isolation: what keeps the programs from this machine. Where it cannot be had, the first program throws.
    ///   - interrupt: stops all batches and their programs.
    /// - Throws: `LimitsError`; `SandboxError` when bubblewrap or the interpreter is not installed.
    public init(
        _ language: Language, limits: Limits = Limits(), workers: Int = 1, isolation: Isolation = .bubblewrap,
        interrupt: Interrupt = Interrupt()
    ) throws {
        let configuration = try WorkerConfiguration(language: language, limits: limits, isolation: isolation)
        (self.limits, self.configuration, self.workers) = (limits, configuration, workers)
        self.interrupt = interrupt
        pool = try WorkerPool(workers: workers, interrupt: interrupt) { queue in
            var loop = WorkerLoop(configuration, queue: queue)
            loop.run()
        }
    }

    /// Judges a batch on all workers; see `Executor`.
    ///
    /// - Throws: `SandboxError` when the machinery failed, `Interrupted` when somebody asked to stop.
    public func judge(_ submissions: [Submission]) throws -> [Judgement] {
        let (functions, programs) = (
            submissions.filter { $0.comparison == .asserts }, submissions.filter { $0.comparison != .asserts }
        )
        if functions.isEmpty { return try judgePrograms(programs) }
        var graded = try functionGrader().grade(functions.map(FunctionSubmission.init)).makeIterator()
        var judged = try judgePrograms(programs).makeIterator()
        return submissions.map { ($0.comparison == .asserts ? graded.next() : judged.next())! }
    }

    // Fewer programs than workers: the tests of one are spread over them.
    private func judgePrograms(_ submissions: [Submission]) throws -> [Judgement] {
        let share = submissions.isEmpty ? 0 : workers / submissions.count
        if share < 2 { return try pool.complete(submissions) }
        var spread = submissions.map(SpreadSubmission.init)
        while true {
            let parts = spread.map { $0.nextParts(share) }
            if parts.allSatisfy(\.isEmpty) { return spread.map(\.judgement) }
            var judged = try pool.complete(parts.flatMap { $0 }).makeIterator()
            for (index, parts) in parts.enumerated() {
                spread[index].add(parts.map { _ in judged.next()! })
            }
        }
    }

    /// What grades functions, with sandboxes of its own; there is none before the first function.
    private func functionGrader() throws -> FunctionGrader {
        let language = configuration.language
        guard language.hasFunctions else {
            throw SandboxError(
                problem: "the \(language.name) executor grades no functions", remedy: "use executor.python for them")
        }
        return try grader.withLock { grader in
            if let grader { return grader }
            let made = try FunctionGrader(
                limits: limits, workers: workers, interpreter: language.interpreter, isolation: configuration.isolation,
                interrupt: interrupt)
            grader = made
            return made
        }
    }
}

/// What, beside a program and its tests, decides a verdict: with another one of these, a program may end otherwise.
public struct SandboxRuntime: Sendable, Hashable {
    /// The language, e.g. `Python`.
    public var language: String
    /// The exact version of its interpreter or compiler, e.g. `3.11.2`.
    public var version: String
    /// All limits, as a text that differs when one does.
    public var limits: String
    /// `bubblewrap` or `none`.
    public var isolation: String
    /// The executor's own version: raised when it would judge a program otherwise than before.
    public var executorVersion: Int
}

extension SandboxExecutor {
    /// See `SandboxRuntime.executorVersion`.
    /// 2: Python's finalizers run and what they print counts; asserts have passed only by an orderly end, and their own faults are thrown; C++ is
    /// gnu++20; a program that has itself killed met no limit.
    private static let version = 2

    /// What decides this executor's verdicts. Asks the interpreter or compiler for its version.
    ///
    /// - Throws: `SandboxError` when it does not say it.
    public func runtime() throws -> SandboxRuntime {
        let language = configuration.language
        return SandboxRuntime(
            language: language.name, version: try language.version.find(language),
            limits: "\(limits)" + (language.budget.isEmpty ? "" : ", \(language.budget)"),
            isolation: configuration.isolation == .none ? "none" : "bubblewrap", executorVersion: Self.version)
    }
}
