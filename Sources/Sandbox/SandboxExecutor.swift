import Glibc
public import Rollouts

/// Runs hostile programs, each test in a process of its own inside a bubblewrap sandbox, and judges what they print.
///
/// Each worker is a thread here and a warm interpreter in a sandbox, which forks for every (program, test). What is expected never leaves
/// this process. All programs of a batch get the same bytes whatever their order and the number of workers.
public final class SandboxExecutor: Executor {
    /// What each program may use.
    public let limits: Limits
    private let queue = WorkQueue()
    private let threads: [pthread_t]

    /// An executor for one language. Its workers start in the background.
    ///
    /// - Parameters:
    ///   - workers: how many programs run at the same time.
    ///   - isolation: what keeps the programs from this machine. Where it cannot be had, the first program throws.
    /// - Throws: `LimitsError`; `SandboxError` when bubblewrap or the interpreter is not installed.
    public init(
        _ language: Language, limits: Limits = Limits(), workers: Int = 1, isolation: Isolation = .bubblewrap
    ) throws {
        guard (1...1024).contains(workers) else {
            throw LimitsError(limit: "workers", value: "\(workers)", allowed: "1 to 1024")
        }
        let configuration = try WorkerConfiguration(language: language, limits: limits, isolation: isolation)
        self.limits = limits
        let queue = queue
        threads = try (0..<workers).map { _ in
            try startThread {
                var loop = WorkerLoop(configuration, queue: queue)
                loop.run()
            }
        }
    }

    deinit {
        queue.close()
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Judges a batch on all workers; see `Executor`.
    ///
    /// - Throws: `SandboxError` when the machinery failed, `Interrupted` when somebody asked to stop.
    public func judge(_ submissions: [Submission]) throws -> [Judgement] {
        try Interrupt.check()
        return try queue.complete(Batch(submissions, compares: true))
    }

    /// Runs one program on one input. The verdict is `accepted` when it ended well, whatever it printed.
    ///
    /// - Throws: as `judge`.
    public func run(source: String, stdin: String = "") throws -> TestOutcome {
        try Interrupt.check()
        let submission = Submission(source: source, tests: [TestCase(input: stdin, expected: "")])
        return try queue.complete(Batch([submission], compares: false))[0].outcomes[0]
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// A plain thread: it blocks for as long as a program runs, and a worker process lives as long as the thread that started it.
private func startThread(_ run: @escaping @Sendable () -> Void) throws -> pthread_t {
    var thread = pthread_t()
    let body = Unmanaged.passRetained(ThreadBody(run))
    let code = pthread_create(
        &thread, nil,
        { context in
            Unmanaged<ThreadBody>.fromOpaque(context!).takeRetainedValue().run()
            return nil
        }, body.toOpaque())
    if code != 0 {
        body.release()
        throw SandboxError.system("starting a thread", code)
    }
    return thread
}
