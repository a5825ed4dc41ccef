import RunStore
package import Rollouts
import Synchronization

/// What another run's ledger says about the programs of this one: instead of running them, or to compare.
package final class RecordedVerdicts: Sendable {
    /// What the other ledger is used for.
    package enum Use: Sendable {
        /// It answers, also for programs that met a time limit or may vary, each time as it was that time; what it does not hold is executed.
        case answer
        /// Everything is executed and compared with it.
        case check
    }

    /// A program that ended otherwise than before. Times and memory, which always differ, do not count.
    package struct Difference: Sendable {
        package var program: String
        package var old, new: Judgement
    }

    /// How it went so far.
    package struct Report: Sendable {
        /// Programs that were looked for.
        package var asked = 0
        /// Of these, how many the other ledger does not hold: they were executed, and compared with nothing.
        package var missing = 0
        /// In the order in which they were found. Empty unless `check` is what the ledger is used for.
        package var differences: [Difference] = []
    }

    private struct State: ~Copyable {
        let ledger: VerdictLedger
        var report = Report()
        /// How often each program was asked about.
        var asked: [LedgerKey: Int] = [:]
    }

    private let use: Use
    private let state: Mutex<State>

    /// Opens the ledger of the run in `folder`, which is never changed.
    ///
    /// - Throws: `RunStoreError` when the run has none.
    package init(folder: String, use: Use) throws {
        self.use = use
        state = Mutex(State(ledger: try VerdictLedger(reading: folder)))
    }

    /// How it went so far.
    package var report: Report { state.withLock { $0.report } }

    /// Judges a batch of programs that differ from each other.
    func judge(
        _ asked: [(key: LedgerKey, submission: Submission)], on runtime: LedgerRuntime,
        execute: ([Submission]) throws -> [Judgement]
    ) throws -> [(judgement: Judgement, isExecuted: Bool)] {
        let old = try state.withLock { state in try asked.map { try Self.find($0.key, runtime, &state) } }
        let executed = asked.indices.filter { old[$0] == nil || use == .check }
        let new = try execute(executed.map { asked[$0].submission })
        var judged = old.map { (judgement: $0, isExecuted: false) }
        for (index, judgement) in zip(executed, new) { judged[index] = (judgement, true) }
        let found = zip(asked, zip(old, judged)).compactMap { asked, judged -> Difference? in
            guard let old = judged.0, let new = judged.1.judgement, !old.endsLike(new) else { return nil }
            return Difference(program: asked.submission.source, old: old, new: new)
        }
        state.withLock { $0.report.differences += found }
        return judged.map { ($0.judgement!, $0.isExecuted) }
    }

    private static func find(_ key: LedgerKey, _ runtime: LedgerRuntime, _ state: inout State) throws -> Judgement? {
        state.asked[key, default: 0] += 1
        state.report.asked += 1
        let found = try state.ledger.judgement(of: key, asked: state.asked[key]!, on: runtime)
        if found == nil { state.report.missing += 1 }
        return found
    }
}

extension Judgement {
    /// Whether each test had the same end and the same outputs.
    fileprivate func endsLike(_ other: Judgement) -> Bool {
        outcomes.elementsEqual(other.outcomes) {
            $0.verdict == $1.verdict && $0.output == $1.output && $0.errorOutput == $1.errorOutput
                && $0.exitStatus == $1.exitStatus && $0.signal == $1.signal
        }
    }
}
