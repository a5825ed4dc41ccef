public import Rollouts

/// Runs hostile programs, each test in a process of its own inside a bubblewrap sandbox, and judges what they print.
///
/// Each worker is a thread here and a warm interpreter in a sandbox, which forks for every (program, test). What is expected never leaves
/// this process. All programs of a batch get the same bytes whatever their order and the number of workers.
public final class SandboxExecutor: Executor {
    /// What each program may use.
    public let limits: Limits
    let configuration: WorkerConfiguration
    private let pool: WorkerPool<Submission, Judgement>

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
        (self.limits, self.configuration) = (limits, configuration)
        pool = try WorkerPool(workers: workers) { queue in
            var loop = WorkerLoop(configuration, queue: queue)
            loop.run()
        }
    }

    /// Judges a batch on all workers; see `Executor`.
    ///
    /// - Throws: `SandboxError` when the machinery failed, `Interrupted` when somebody asked to stop.
    public func judge(_ submissions: [Submission]) throws -> [Judgement] { try pool.complete(submissions) }
}
