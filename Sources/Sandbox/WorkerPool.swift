import Glibc
import Rollouts

/// Threads that work through batches of jobs. Each keeps worker processes of its own, which live as long as it does.
final class WorkerPool<Job: Sendable, Outcome: Sendable>: Sendable {
    private let queue: WorkQueue<Job, Outcome>
    private let threads: [pthread_t]

    /// - Parameters:
    ///   - interrupt: stops all batches.
    ///   - loop: what a thread does until the queue closes.
    init(
        workers: Int, interrupt: Interrupt, _ loop: @escaping @Sendable (WorkQueue<Job, Outcome>) -> Void
    ) throws {
        guard (1...1024).contains(workers) else {
            throw LimitsError(limit: "workers", value: "\(workers)", allowed: "1 to 1024")
        }
        let queue = WorkQueue<Job, Outcome>(interrupt: interrupt)
        self.queue = queue
        threads = try (0..<workers).map { _ in try startThread { loop(queue) } }
    }

    deinit {
        queue.close()
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Works through the jobs.
    ///
    /// - Returns: the outcomes in the order of the jobs.
    /// - Throws: the first failure of the machinery; `Interrupted` when somebody asked to stop.
    func complete(_ jobs: [Job]) throws -> [Outcome] {
        try queue.interrupt.check()
        return try queue.complete(Batch(jobs))
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
