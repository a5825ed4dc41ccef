public import Rollouts

/// Runs hostile programs, each test in a process of its own inside a bubblewrap sandbox, and judges what they print.
///
/// Each worker is a thread here and a warm interpreter in a sandbox, which forks for every (program, test). What is expected never leaves
/// this process. All programs of a batch get the same bytes whatever their order and the number of workers.
public final class SandboxExecutor: Executor {
    /// What each program may use.
    public let limits: Limits
    private let pool: WorkerPool<ProgramJob, Judgement>

    /// An executor for one language. Its workers start in the background.
    ///
    /// - Parameters:
    ///   - workers: how many programs run at the same time.
    ///   - isolation: what keeps the programs from this machine. Where it cannot be had, the first program throws.
    /// - Throws: `LimitsError`; `SandboxError` when bubblewrap or the interpreter is not installed.
    public init(
        _ language: Language, limits: Limits = Limits(), workers: Int = 1, isolation: Isolation = .bubblewrap
    ) throws {
        let configuration = try WorkerConfiguration(language: language, limits: limits, isolation: isolation)
        self.limits = limits
        pool = try WorkerPool(workers: workers) { queue in
            var loop = WorkerLoop(configuration, queue: queue)
            loop.run()
        }
    }

    /// Judges a batch on all workers; see `Executor`.
    ///
    /// - Throws: `SandboxError` when the machinery failed, `Interrupted` when somebody asked to stop.
    public func judge(_ submissions: [Submission]) throws -> [Judgement] {
        try pool.complete(submissions.map { ProgramJob(submission: $0, comparison: $0.comparison) })
    }

    /// Judges a batch by a checker, for problems that accept several answers.
    ///
    /// - Parameter isRight: whether what a program printed is right for a test. Asked on the calling thread, in the order of the submissions and tests,
    ///   about each program that ended well.
    /// - Throws: as `judge`, and what the checker throws.
    public func judge(
        _ submissions: [Submission], isRight: (TestCase, String) throws -> Bool
    ) throws -> [Judgement] {
        let judgements = try pool.complete(submissions.map { ProgramJob(submission: $0, comparison: nil) })
        return try zip(submissions, judgements).map { submission, judgement in
            var outcomes: [TestOutcome] = []
            for (test, outcome) in zip(submission.tests, judgement.outcomes) {
                var outcome = outcome
                if outcome.verdict == .accepted, try !isRight(test, outcome.output) { outcome.verdict = .wrongAnswer }
                outcomes.append(outcome)
                if outcome.verdict != .accepted && submission.stopsAtFirstFailure { break }
            }
            return Judgement(outcomes: outcomes)
        }
    }

    /// Runs one program on one input. The verdict is `accepted` when it ended well, whatever it printed.
    ///
    /// - Throws: as `judge`.
    public func run(source: String, stdin: String = "") throws -> TestOutcome {
        let submission = Submission(source: source, tests: [TestCase(input: stdin, expected: "")])
        return try pool.complete([ProgramJob(submission: submission, comparison: nil)])[0].outcomes[0]
    }
}
