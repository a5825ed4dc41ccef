package import Rollouts
package import Torch

/// How tokens are drawn.
package struct Sampling: Sendable, Hashable, Codable {
    /// Logits are divided by it; 0 takes the most probable token.
    package var temperature: Double
    /// Which tokens may be drawn.
    package var filter = TokenFilter()
    /// An answer is cut after this many tokens.
    package var maximumTokens: Int
    /// The tokens that end an answer, in ascending order.
    package var ends: [TokenID]

    /// Sampling settings.
    package init(temperature: Double = 1, maximumTokens: Int, ends: Set<TokenID>) {
        (self.temperature, self.maximumTokens, self.ends) = (temperature, maximumTokens, ends.sorted())
    }
}

/// One row's next turn.
package struct AnswerRequest: Sendable {
    /// How the row's context goes on.
    package enum Context: Sendable {
        /// The tokens follow what the row holds, its own answers included.
        case append([TokenID])
        /// The row forgets what it held; these tokens are its whole context.
        case replace([TokenID])
    }
    /// The row's number in the session.
    package var row: Int
    /// What the row has seen when it answers.
    package var context: Context
    /// The random numbers of this answer: one a token, whatever batch the row sits in.
    package var key: RandomKey

    /// A request from its parts.
    package init(row: Int, context: Context, key: RandomKey) {
        (self.row, self.context, self.key) = (row, context, key)
    }
}

/// What the policy sampled for one request.
package struct Answer: Sendable, Hashable {
    /// The sampled tokens, with the end marker if it came. None when the row has no room for an answer.
    package var tokens: [TokenID]
    /// The log-probability at temperature 1 of each token.
    package var logProbs: [Float]
    /// The value of the context, read at its last token; 0 for a policy without a value head.
    package var value: Float

    /// An answer from its parts.
    package init(tokens: [TokenID], logProbs: [Float], value: Float) {
        (self.tokens, self.logProbs, self.value) = (tokens, logProbs, value)
    }
}

/// Conversations under way. A turn costs only its new tokens.
package protocol SamplingSession: AnyObject {
    /// Samples one answer per request, in the order of the requests. Rows may be left out of later turns.
    func answer(_ requests: [AnswerRequest]) throws -> [Answer]
}
