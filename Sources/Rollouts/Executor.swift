/// A program and the tests to judge it on.
public struct Submission: Sendable, Hashable {
    /// The program's text.
    public var source: String
    /// What the program is run on, in this order.
    public var tests: [TestCase]
    /// Whether the tests after the first failure are left out.
    public var stopsAtFirstFailure: Bool
    /// How what it prints is compared with what the tests expect.
    public var comparison: OutputComparison
    /// What stands behind the program's name on its command line, as `String(keeping:)` keeps bytes.
    public var arguments: [String]
    /// What the working directory holds when a test begins, by name, as `String(keeping:)` keeps bytes.
    public var files: [String: String]

    /// A submission from its parts.
    public init(
        source: String, tests: [TestCase], stopsAtFirstFailure: Bool = true, comparison: OutputComparison = .tokens,
        arguments: [String] = [], files: [String: String] = [:]
    ) {
        (self.source, self.tests, self.stopsAtFirstFailure) = (source, tests, stopsAtFirstFailure)
        (self.comparison, self.arguments, self.files) = (comparison, arguments, files)
    }
}

/// What an executor found out about a submission.
public struct Judgement: Sendable, Hashable {
    /// One per test that ran, in the order of the tests. A program that does not compile has exactly one.
    public var outcomes: [TestOutcome]

    /// A judgement from its outcomes.
    public init(outcomes: [TestOutcome]) { self.outcomes = outcomes }

    /// The first failure's verdict, or `accepted`.
    public var verdict: Verdict { outcomes.first { $0.verdict != .accepted }?.verdict ?? .accepted }
    /// The index of the first test that failed.
    public var firstFailure: Int? { outcomes.firstIndex { $0.verdict != .accepted } }
}

/// Runs programs and judges what they print.
public protocol Executor: Sendable {
    /// Judges a batch on all workers.
    ///
    /// - Returns: one judgement per submission, in the order of the submissions, whatever finished first.
    /// - Throws: when the machinery failed. What a program did is a verdict.
    func judge(_ submissions: [Submission]) throws -> [Judgement]
}
