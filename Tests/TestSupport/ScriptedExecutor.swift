package import Rollouts
internal import Synchronization

/// An executor whose judgements a closure gives. It keeps what it was asked.
package final class ScriptedExecutor: Executor {
    private let judgement: @Sendable (Submission) throws -> Judgement
    private let asked = Mutex<[[Submission]]>([])

    /// An executor that judges each submission by `judgement`.
    package init(judgement: @escaping @Sendable (Submission) throws -> Judgement) { self.judgement = judgement }

    /// An executor whose programs pass or fail every test with a verdict.
    package convenience init(verdict: @escaping @Sendable (String, TestCase) -> Verdict) {
        self.init { submission in
            var outcomes: [TestOutcome] = []
            for test in submission.tests {
                outcomes.append(TestOutcome(verdict: verdict(submission.source, test)))
                let last = outcomes[outcomes.count - 1].verdict
                if last == .compileError || (submission.stopsAtFirstFailure && last != .accepted) { break }
            }
            return Judgement(outcomes: outcomes)
        }
    }

    package func judge(_ submissions: [Submission]) throws -> [Judgement] {
        asked.withLock { $0.append(submissions) }
        return try submissions.map(judgement)
    }

    /// The batches that were judged, in order.
    package var batches: [[Submission]] { asked.withLock { $0 } }
}
