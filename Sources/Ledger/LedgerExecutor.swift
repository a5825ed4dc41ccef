import RunStore
import Disk
package import Rollouts
import Synchronization

/// An executor that remembers: what ran once in a run, with the same tests under the same limits, is answered from the run's ledger.
///
/// A program that met a time limit, came near a limit, or shows that it may print something else next time, is run again, as is one with long outputs
/// (`VerdictLedger.longestJudgement`).
package final class LedgerExecutor: Executor {
    /// How much was asked, and how much of it the ledger answered.
    package struct Counts: Sendable {
        package var asked = 0
        package var answered = 0
        /// Between 0 and 1.
        package var share: Double { asked == 0 ? 0 : Double(answered) / Double(asked) }

        package static func - (left: Counts, right: Counts) -> Counts {
            Counts(asked: left.asked - right.asked, answered: left.answered - right.answered)
        }
    }

    private let executor: any Executor
    private let runtime: LedgerRuntime
    private let ledger: RunLedger
    private let recorded: RecordedVerdicts?
    private let isRepeatable: @Sendable (Judgement) -> Bool
    private let counted = Mutex(Counts())

    /// - Parameters:
    ///   - ledger: the run's.
    ///   - recorded: another run's, which answers or is compared with; nil executes what the run's own ledger does not answer.
    ///   - isRepeatable: whether a judgement would come out the same again.
    package init(
        _ executor: any Executor, runtime: LedgerRuntime, ledger: RunLedger, recorded: RecordedVerdicts? = nil,
        isRepeatable: @escaping @Sendable (Judgement) -> Bool = { judgement in
            judgement.outcomes.allSatisfy { $0.verdict != .timeLimit && !$0.nearLimit && $0.mayVary.isEmpty }
        }
    ) {
        (self.executor, self.runtime, self.ledger) = (executor, runtime, ledger)
        (self.recorded, self.isRepeatable) = (recorded, isRepeatable)
    }

    /// So far.
    package var counts: Counts { counted.withLock { $0 } }

    /// Judges a batch; a program that comes twice in it runs once.
    package func judge(_ submissions: [Submission]) throws -> [Judgement] {
        let keys = submissions.map { LedgerKey($0, on: runtime) }
        var times: [LedgerKey: Int] = [:], distinct: [Int] = []
        for (index, key) in keys.enumerated() {
            if times[key] == nil { distinct.append(index) }
            times[key, default: 0] += 1
        }
        var known = try ledger.answers(to: distinct.map { keys[$0] }, on: runtime)
        let missing = distinct.filter { known[keys[$0]] == nil }
        let judged = try judge(missing.map { (keys[$0], submissions[$0]) })
        let notes = zip(missing, judged).map { index, judged in
            VerdictLedger.Note(
                key: keys[index], submission: submissions[index], judgement: judged.judgement,
                isRepeatable: isRepeatable(judged.judgement), isExecuted: judged.isExecuted)
        }
        // Beyond the first time that a program was executed, the ledger answered.
        let answers = distinct.map { (key: keys[$0], count: times[keys[$0]]! - (known[keys[$0]] == nil ? 1 : 0)) }
        try ledger.note(notes, answers: answers.filter { $0.count > 0 }, on: runtime)
        counted.withLock { counts in
            counts.asked += submissions.count
            counts.answered += submissions.count - judged.count(where: \.isExecuted)
        }
        for note in notes { known[note.key] = note.judgement }
        return keys.map { known[$0]! }
    }

    private func judge(
        _ asked: [(key: LedgerKey, submission: Submission)]
    ) throws -> [(judgement: Judgement, isExecuted: Bool)] {
        if asked.isEmpty { return [] }
        guard let recorded else { return try execute(asked.map(\.submission)).map { ($0, true) } }
        return try recorded.judge(asked, on: runtime, execute: execute)
    }

    private func execute(_ submissions: [Submission]) throws -> [Judgement] {
        let judged = submissions.isEmpty ? [] : try executor.judge(submissions)
        guard judged.count == submissions.count else {
            throw RunStoreError(.malformed, "the executor judged \(judged.count) programs of \(submissions.count)")
        }
        return judged
    }
}
