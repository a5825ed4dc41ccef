import Rollouts
import Synchronization

/// The submissions of one call, and what became of them.
final class Batch: @unchecked Sendable {
    // `results`, `unfinished` and `failure` are touched only inside the queue's monitor; the rest never changes.
    let submissions: [Submission]
    /// Whether what is printed is compared with what is expected.
    let compares: Bool
    private(set) var results: [Judgement?]
    private(set) var unfinished: Int
    private(set) var failure: (any Error)?
    private let cancelled = Atomic(false)

    init(_ submissions: [Submission], compares: Bool) {
        (self.submissions, self.compares) = (submissions, compares)
        (results, unfinished) = (Array(repeating: nil, count: submissions.count), submissions.count)
    }

    /// Whether nobody waits for the results any more.
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Lets the programs that run, and those that have not started, be given up.
    func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// Notes the end of one submission. The first failure cancels the others.
    func finish(_ index: Int, _ result: Result<Judgement, any Error>) {
        unfinished -= 1
        switch result {
        case .success(let judgement): results[index] = judgement
        case .failure(let error):
            if failure == nil && !isCancelled { failure = error }
            cancel()
        }
    }
}
