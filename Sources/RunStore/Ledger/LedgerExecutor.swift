import Disk
package import Rollouts
import Synchronization

/// An executor that remembers: what ran once in a run, with the same tests under the same limits, is answered from the run's ledger.
///
/// A program that met a time limit, came near a limit, or shows that it may print something else next time, is run again.
package final class LedgerExecutor: Executor {
    /// How much was asked, and how much of it the ledger answered.
    package struct Counts: Sendable {
        package var asked = 0
        package var answered = 0
        /// Between 0 and 1.
        package var share: Double { asked == 0 ? 0 : Double(answered) / Double(asked) }
    }
    private struct State: ~Copyable {
        let ledger: VerdictLedger
        var counts = Counts()
    }

    private let executor: any Executor
    private let runtime: LedgerRuntime
    private let isRepeatable: @Sendable (Judgement) -> Bool
    private let state: Mutex<State>

    /// - Parameters:
    ///   - folder: the run's.
    ///   - isRepeatable: whether a judgement would come out the same again.
    package init(
        _ executor: any Executor, runtime: LedgerRuntime, folder: String,
        isRepeatable: @escaping @Sendable (Judgement) -> Bool = { judgement in
            judgement.outcomes.allSatisfy { $0.verdict != .timeLimit && !$0.nearLimit && $0.mayVary.isEmpty }
        }
    ) throws {
        (self.executor, self.runtime, self.isRepeatable) = (executor, runtime, isRepeatable)
        state = Mutex(State(ledger: try VerdictLedger(writing: folder)))
    }

    /// So far.
    package var counts: Counts { state.withLock { $0.counts } }

    /// Judges a batch; a program that comes twice in it runs once.
    package func judge(_ submissions: [Submission]) throws -> [Judgement] {
        let keys = submissions.map(key)
        var known = try state.withLock { state in
            let ledger = state.ledger
            var known: [String: Judgement] = [:]
            try ledger.transaction {
                for key in keys where known[key] == nil { known[key] = try ledger.answer(key) }
            }
            return known
        }
        var asked: Set<String> = []
        let missing = submissions.indices.filter { known[keys[$0]] == nil && asked.insert(keys[$0]).inserted }
        let judged = missing.isEmpty ? [] : try executor.judge(missing.map { submissions[$0] })
        guard judged.count == missing.count else {
            throw RunStoreError(.malformed, "the executor judged \(judged.count) programs of \(missing.count)")
        }
        try state.withLock { state in
            let ledger = state.ledger
            try ledger.transaction {
                for (index, judgement) in zip(missing, judged) {
                    try ledger.note(
                        keys[index], submissions[index], judgement, runtime: runtime,
                        isRepeatable: isRepeatable(judgement))
                }
            }
            state.counts.asked += submissions.count
            state.counts.answered += submissions.count - missing.count
        }
        for (index, judgement) in zip(missing, judged) { known[keys[index]] = judgement }
        return keys.map { known[$0]! }
    }

    private func key(_ submission: Submission) -> String {
        var hash = ContentHash()
        for text in [runtime.name, runtime.limits, "\(runtime.executorVersion)", submission.source] { hash.add(text) }
        hash.add("\(submission.stopsAtFirstFailure) \(submission.comparison)")
        for test in submission.tests {
            hash.add(test.input)
            hash.add(test.expected)
        }
        return hash.hexadecimal()
    }
}
