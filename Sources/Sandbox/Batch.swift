import Synchronization

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
