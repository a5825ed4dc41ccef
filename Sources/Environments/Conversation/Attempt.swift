package import Rollouts

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
