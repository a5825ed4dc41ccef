/// One answer of the policy and what came of it.
public struct Turn: Sendable, Hashable, Codable {
    /// The environment's tokens before the answer: the statement or the feedback, with its markers.
    public var prompt: [TokenID]
    /// The tokens that were sampled, with the end marker if it came.
    public var answer: [TokenID]
    /// The log-probability at temperature 1 of each token of `answer`.
    public var logProbs: [Float]
    /// The critic's value of the context, read at the last token of `prompt`.
    public var value: Float
    /// The answer as text, without markers; nil in old records that have only tokens.
    public var text: String?
    /// Why the answer ended; nil in records from before that was recorded.
    public var stop: StopReason?
    /// The program found in the answer, or nil when there was none.
    public var program: String?
    /// What the public tests said, or nil when there was no program to run.
    public var verdict: Verdict?
    /// What the policy was told after this turn, or nil when the episode ended here.
    public var feedback: String?
    /// What the environment paid for this turn, before any KL penalty.
    public var reward: Double = 0

    /// A turn as it was sampled, not yet judged.
    public init(prompt: [TokenID], answer: [TokenID], logProbs: [Float], value: Float) {
        (self.prompt, self.answer, self.logProbs, self.value) = (prompt, answer, logProbs, value)
    }

    /// A turn as a policy replied, not yet judged.
    public init(_ reply: Reply) {
        let trace = reply.trace ?? TokenTrace(prompt: [], answer: [], logProbs: [], value: 0)
        self.init(prompt: trace.prompt, answer: trace.answer, logProbs: trace.logProbs, value: trace.value)
        (text, stop) = (reply.text, reply.stop)
    }

    /// Whether the answer held no valid code: none was found, or it does not compile.
    public var isInvalid: Bool { program == nil || verdict == .compileError }

    /// Whether it says once more what the turn before said: the same program, or, where that held none, the same answer.
    public func repeats(_ earlier: Turn) -> Bool {
        earlier.program != nil ? program == earlier.program : answer == earlier.answer && text == earlier.text
    }
}

/// A conversation about one problem: statement, program, feedback, program, ...
public struct Episode: Sendable, Hashable, Codable {
    /// The problem that was posed.
    public var problem: Problem
    /// The turns in their order; an answer belongs to the episode even if it held no program.
    public var turns: [Turn] = []
    /// Whether the last program passed the public tests.
    public var passedPublic = false
    /// Whether the last program passed all tests, public and private.
    public var solved = false

    /// Why it ended; nil before it has, and in records from before that was recorded.
    public var end: End?

    /// Why conversations end.
    public enum End: String, Sendable, Hashable, Codable, CaseIterable {
        /// The public tests passed.
        case passed
        /// No turn was left.
        case turns
        /// What was said left no room for an answer in the policy's context.
        case context
    }

    /// An episode that has not begun.
    public init(problem: Problem) { self.problem = problem }

    /// The sum of the turns' rewards.
    public var reward: Double { turns.reduce(0) { $0 + $1.reward } }
}

extension Episode {
    /// The tokens that the policy answers at turn `index` of this episode, for a context that keeps the opening
    /// message and the last `window` attempts with the messages that followed them.
    ///
    /// The message between the opening and the first kept attempt is left out, so that any later turn looks like turn
    /// `window + 1`: opening, answer, message, answer, message.
    ///
    /// - Parameter window: nil keeps everything.
    public func context(ofTurn index: Int, window: Int?) -> [TokenID] {
        let kept = window.map { Swift.max(index - $0, 0) } ?? 0
        var tokens = turns[0].prompt
        for turn in kept..<index { tokens += turns[turn].answer + turns[turn + 1].prompt }
        return tokens
    }
}
