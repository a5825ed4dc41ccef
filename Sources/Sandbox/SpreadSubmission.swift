import Rollouts

/// A submission whose tests are judged by several workers at once, to the same outcomes as one after the other.
///
/// The first test goes alone: most programs that are wrong fail it, and a text is compiled once. Then those who stop at the first failure are asked for
/// as many tests as there are workers for them, and the others for all that is left, in parts of equal size.
struct SpreadSubmission {
    private let submission: Submission
    private var outcomes: [TestOutcome] = []
    private var isDone = false

    init(_ submission: Submission) { self.submission = submission }

    /// What has to be judged next, in the order of the tests; nothing when all is known.
    ///
    /// - Parameter share: how many workers there are for it.
    func nextParts(_ share: Int) -> [Submission] {
        let left = submission.tests[outcomes.count...]
        if isDone || left.isEmpty && !outcomes.isEmpty { return [] }
        if outcomes.isEmpty { return [part(left.prefix(1))] }
        if submission.stopsAtFirstFailure { return left.prefix(share).map { part([$0]) } }
        let size = (left.count + share - 1) / share
        return stride(from: left.startIndex, to: left.endIndex, by: size).map {
            part(left[$0..<min($0 + size, left.endIndex)])
        }
    }

    private func part(_ tests: ArraySlice<TestCase>) -> Submission {
        var part = submission
        part.tests = Array(tests)
        return part
    }

    /// Takes in how the parts were judged.
    mutating func add(_ judgements: [Judgement]) {
        if judgements.isEmpty { return }
        for outcome in judgements.flatMap(\.outcomes) where !isDone {
            outcomes.append(outcome)
            isDone =
                outcome.verdict == .compileError || outcome.verdict != .accepted && submission.stopsAtFirstFailure
        }
        // A text that is no program has one outcome whatever there is to test.
        isDone = isDone || submission.tests.isEmpty
    }

    /// What all parts come to.
    var judgement: Judgement { Judgement(outcomes: outcomes) }
}
