import Rollouts
import Synchronization

/// What the worker threads share: the jobs that wait, and who runs a program now.
final class WorkQueue<Job: Sendable, Outcome: Sendable>: @unchecked Sendable {
    // Everything mutable is touched only inside the monitor.
    private let monitor = Monitor()
    /// Stops all batches.
    let interrupt: Interrupt
    private var waiting: [(batch: Batch<Job, Outcome>, index: Int)] = []
    private var next = 0
    private var isClosed = false
    private var running = 0
    private var wantingToBeAlone = 0
    private var someoneIsAlone = false

    init(interrupt: Interrupt) { self.interrupt = interrupt }

    /// Has the threads work through a batch.
    ///
    /// - Throws: the first failure of the machinery; `Interrupted` when somebody asked to stop.
    func complete(_ batch: Batch<Job, Outcome>) throws -> [Outcome] {
        monitor.locked {
            waiting.append(contentsOf: batch.jobs.indices.map { (batch, $0) })
            monitor.wakeAll()
            while batch.unfinished > 0 {
                monitor.waitBriefly()
                if interrupt.isRequested { batch.cancel() }
            }
        }
        if let failure = batch.failure { throw failure }
        if batch.isCancelled { throw Interrupted() }
        return batch.results.map { $0! }
    }

    /// The next job, or nil when the executor is gone. Waits for one.
    func take() -> (batch: Batch<Job, Outcome>, index: Int)? {
        monitor.locked {
            while next == waiting.count && !isClosed { monitor.wait() }
            if next == waiting.count { return nil }
            defer {
                next += 1
                if next == waiting.count { (waiting, next) = ([], 0) }
            }
            return waiting[next]
        }
    }

    /// Hands in the result of one job.
    func finish(_ batch: Batch<Job, Outcome>, _ index: Int, _ result: Result<Outcome, any Error>) {
        monitor.locked {
            batch.finish(index, result)
            if batch.unfinished == 0 { monitor.wakeAll() }
        }
    }

    /// Sends the threads home when they have nothing more to do.
    func close() {
        monitor.locked {
            isClosed = true
            monitor.wakeAll()
        }
    }

    /// Runs the body beside those of other threads.
    func besideOthers<Result>(_ body: () throws -> Result) rethrows -> Result {
        monitor.locked {
            while someoneIsAlone || wantingToBeAlone > 0 { monitor.wait() }
            running += 1
        }
        defer {
            monitor.locked {
                running -= 1
                if running == 0 && wantingToBeAlone > 0 { monitor.wakeAll() }
            }
        }
        return try body()
    }

    /// Runs the body while no other thread runs one.
    func alone<Result>(_ body: () throws -> Result) rethrows -> Result {
        monitor.locked {
            wantingToBeAlone += 1
            while someoneIsAlone || running > 0 { monitor.wait() }
            wantingToBeAlone -= 1
            someoneIsAlone = true
        }
        defer {
            monitor.locked {
                someoneIsAlone = false
                monitor.wakeAll()
            }
        }
        return try body()
    }
}

/// The jobs of one call, and what became of them.
final class Batch<Job: Sendable, Outcome: Sendable>: @unchecked Sendable {
    // `results`, `unfinished` and `failure` are touched only inside the queue's monitor; the rest never changes.
    let jobs: [Job]
    private(set) var results: [Outcome?]
    private(set) var unfinished: Int
    private(set) var failure: (any Error)?
    private let cancelled = Atomic(false)

    init(_ jobs: [Job]) {
        (self.jobs, unfinished) = (jobs, jobs.count)
        results = Array(repeating: nil, count: jobs.count)
    }

    /// Whether nobody waits for the results any more.
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Lets the programs that run, and those that have not started, be given up.
    func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// Notes the end of one job. The first failure cancels the others.
    func finish(_ index: Int, _ result: Result<Outcome, any Error>) {
        unfinished -= 1
        switch result {
        case .success(let outcome): results[index] = outcome
        case .failure(let error):
            if failure == nil && !isCancelled { failure = error }
            cancel()
        }
    }
}
