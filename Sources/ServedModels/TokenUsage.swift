internal import Rollouts

/// What a served model has taken: what a bill counts.
package struct TokenUsage: Sendable, Hashable {
    /// Answers that were used, and requests that they took.
    package private(set) var answers = 0
    package private(set) var requests = 0
    /// By the server's count.
    package private(set) var promptTokens = 0
    package private(set) var completionTokens = 0
    /// Answers of which the server did not tell the tokens.
    package private(set) var uncounted = 0

    /// Nothing yet.
    package init() {}

    /// Requests that were sent again.
    package var retries: Int { requests - answers }

    package mutating func add(_ answer: ServedAnswer) {
        answers += 1
        requests += answer.requests
        promptTokens += answer.promptTokens ?? 0
        completionTokens += answer.completionTokens ?? 0
        // Where nothing was said for want of room, nothing was counted.
        if answer.promptTokens == nil || answer.completionTokens == nil, answer.stop != .context { uncounted += 1 }
    }
}

/// What tokens cost, in any currency.
package struct TokenPrices: Sendable, Hashable {
    /// For a million tokens; nil where no price is known.
    package var prompt: Double?
    package var completion: Double?

    /// Prices, where they are known.
    package init(prompt: Double? = nil, completion: Double? = nil) {
        (self.prompt, self.completion) = (prompt, completion)
    }

    /// What was used costs; nil where no price is known.
    package func cost(of usage: TokenUsage) -> Double? {
        guard prompt != nil || completion != nil else { return nil }
        return (Double(usage.promptTokens) * (prompt ?? 0) + Double(usage.completionTokens) * (completion ?? 0)) / 1e6
    }
}
