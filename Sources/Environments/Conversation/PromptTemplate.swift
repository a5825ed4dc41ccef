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

/// One turn's program and what the public tests said: all that feedback may speak of.
package struct Attempt: Sendable, Hashable {
    package var problem: Problem
    /// The number of the turn, from 1.
    package var turn: Int
    /// The program found in the answer, or nil when there was none.
    package var program: String?
    /// The outcomes on the public tests, or nil when there was nothing to run.
    package var judgement: Judgement?

    /// An attempt from its parts.
    package init(problem: Problem, turn: Int, program: String?, judgement: Judgement?) {
        (self.problem, self.turn, self.program, self.judgement) = (problem, turn, program, judgement)
    }

    /// Whether there was no valid code: none was found, or it does not compile.
    package var isInvalid: Bool { judgement == nil || judgement?.verdict == .compileError }
}
