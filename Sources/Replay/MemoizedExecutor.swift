internal import Rollouts
internal import Synchronization

/// An executor that runs a submission once, unless it may come out otherwise another time.
final class MemoizedExecutor: Executor {
    private let executor: any Executor
    private let known = Mutex<[Submission: Judgement]>([:])
    private let executed = Mutex(0)

    init(_ executor: any Executor) { self.executor = executor }

    /// How many programs ran.
    var executions: Int { executed.withLock { $0 } }

    func judge(_ submissions: [Submission]) throws -> [Judgement] {
        var asked: Set<Submission> = []
        let missing = known.withLock { known in
            submissions.filter { known[$0] == nil && asked.insert($0).inserted }
        }
        let judged = missing.isEmpty ? [] : try executor.judge(missing)
        var now = Dictionary(uniqueKeysWithValues: zip(missing, judged))
        executed.withLock { $0 += missing.count }
        known.withLock { known in
            for (submission, judgement) in now where judgement.isRepeatable { known[submission] = judgement }
            for submission in submissions where now[submission] == nil { now[submission] = known[submission] }
        }
        return submissions.map { now[$0]! }
    }
}

extension Judgement {
    fileprivate var isRepeatable: Bool {
        outcomes.allSatisfy { $0.verdict != .timeLimit && !$0.nearLimit && $0.mayVary.isEmpty }
    }
}
