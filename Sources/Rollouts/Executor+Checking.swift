extension Executor {
    /// Runs one program once. The verdict is `accepted` when it ended well, whatever it printed.
    ///
    /// - Throws: as `judge`.
    public func run(source: String, stdin: String = "") throws -> TestOutcome {
        let test = TestCase(input: stdin, expected: "")
        return try judge([Submission(source: source, tests: [test], comparison: .anything)])[0].outcomes[0]
    }

    /// Judges a batch by a checker, for problems that accept several answers. The submissions' own comparison is not used.
    ///
    /// - Parameter isRight: whether what the program of a submission, by its index, printed is right for a test. Asked on the calling thread, in the
    ///   order of the submissions and tests, about each program that ended well, and each time anew: only what a program printed is remembered.
    /// - Throws: as `judge`, and what the checker throws.
    public func judge(
        _ submissions: [Submission], isRight: (_ submission: Int, TestCase, String) throws -> Bool
    ) throws -> [Judgement] {
        try zip(submissions.indices, judge(submissions.map(\.unchecked))).map { index, judgement in
            try submissions[index].checked(judgement) { try isRight(index, $0, $1) }
        }
    }
}

extension Submission {
    /// The same for a checker to judge: a program that ends well is right, whatever it prints.
    public var unchecked: Submission {
        var submission = self
        submission.comparison = .anything
        return submission
    }

    /// A judgement of `unchecked` with a checker's word on each output.
    public func checked(
        _ judgement: Judgement, isRight: (TestCase, String) throws -> Bool
    ) rethrows -> Judgement {
        var outcomes: [TestOutcome] = []
        for (test, outcome) in zip(tests, judgement.outcomes) {
            var outcome = outcome
            if outcome.verdict == .accepted, try !isRight(test, outcome.output) { outcome.verdict = .wrongAnswer }
            outcomes.append(outcome)
            if outcome.verdict != .accepted && stopsAtFirstFailure { break }
        }
        return Judgement(outcomes: outcomes)
    }
}
