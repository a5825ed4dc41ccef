package import Rollouts

/// How a domain talks: what the policy is told, and where in its answer the program is.
package protocol PromptTemplate: Sendable {
    /// The first message about a problem.
    func opening(_ problem: Problem) -> String

    /// The program in an answer, or nil when there is none.
    ///
    /// - Parameter ended: whether the policy ended the answer itself, rather than being cut at the token limit.
    func program(in answer: String, ended: Bool) -> String?

    /// What the policy is told after an attempt that did not pass the public tests.
    func feedback(on attempt: Attempt) -> String

    /// What it is told when it gets to know nothing but that it failed.
    var bareRetry: String { get }

    /// Whether `feedback` shows no more than the first public test that failed, so that the others need not run.
    var showsOnlyFirstFailure: Bool { get }

    /// Tokens an answer may have where nobody says otherwise.
    var maximumAnswerTokens: Int { get }
}

/// A problem set whose problems are talked about in a way of their own.
package protocol TemplatedProblemSet: ProblemSet {
    var template: any PromptTemplate { get }
}
