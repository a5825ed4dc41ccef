public import Rollouts

extension Submission {
    /// The same as a submission for an executor: each suite is a test whose expectation is its code.
    public init(_ functions: FunctionSubmission) {
        self.init(
            source: functions.source, tests: functions.suites.map { TestCase(input: $0.input, expected: $0.code) },
            stopsAtFirstFailure: functions.stopsAtFirstFailure, comparison: .asserts)
    }
}

extension FunctionSubmission {
    /// What a submission with `OutputComparison.asserts` asks for.
    init(_ submission: Submission) {
        self.init(
            source: submission.source,
            suites: submission.tests.map { FunctionSuite(code: $0.expected, input: $0.input) },
            stopsAtFirstFailure: submission.stopsAtFirstFailure)
    }
}
