package import Models
package import Rollouts

/// A policy whose answers a closure writes.
package final class ScriptedPolicy: Policy {
    /// What an answer may depend on.
    package struct Prompt {
        package var row: Int
        /// The number of the row's answers so far.
        package var turn: Int
        /// All tokens that the row holds.
        package var context: [TokenID]
        /// The request that asks for the answer.
        package var request: AnswerRequest
        /// The last message, without markers.
        package var message: String
    }

    package let codec: any TokenCodec
    private let write: (Prompt) -> String
    /// Every prompt that was answered, in order.
    package private(set) var prompts: [Prompt] = []
    /// The sampling settings of every session.
    package private(set) var samplings: [Sampling] = []

    /// A policy that answers with what `write` returns, and the end marker if the limit leaves room for it.
    package init(codec: any TokenCodec = ByteCodec(), write: @escaping (Prompt) -> String) {
        (self.codec, self.write) = (codec, write)
    }

    package func session(conversations: Int, _ options: ReplyOptions) throws -> any ReplySession {
        try ChatSession(MarkerTemplate(codec), conversations: conversations, options) { sampling, _ in
            samplings.append(sampling)
            return Session(policy: self, contexts: Array(repeating: [], count: conversations), sampling: sampling)
        }
    }

    private final class Session: SamplingSession {
        let policy: ScriptedPolicy
        let sampling: Sampling
        var contexts: [[TokenID]]
        var turns: [Int]

        init(policy: ScriptedPolicy, contexts: [[TokenID]], sampling: Sampling) {
            (self.policy, self.contexts, self.sampling) = (policy, contexts, sampling)
            turns = contexts.map { _ in 0 }
        }

        func answer(_ requests: [AnswerRequest]) -> [Answer] { requests.map(answer) }

        private func answer(_ request: AnswerRequest) -> Answer {
            let row = request.row
            switch request.context {
            case .append(let tokens): contexts[row] += tokens
            case .replace(let tokens): contexts[row] = tokens
            }
            let prompt = Prompt(
                row: row, turn: turns[row], context: contexts[row], request: request,
                message: message(in: contexts[row]))
            policy.prompts.append(prompt)
            let whole = policy.codec.encode(policy.write(prompt)) + sampling.ends.prefix(1)
            let tokens = Array(whole.prefix(sampling.maximumTokens))
            contexts[row] += tokens
            turns[row] += 1
            return Answer(tokens: tokens, logProbs: tokens.map { _ in -0.5 }, value: Float(row))
        }

        private func message(in context: [TokenID]) -> String {
            let start = policy.codec.special("<|user|>").flatMap { context.lastIndex(of: $0) }
            return policy.codec.decode(Array(context[(start.map { $0 + 1 } ?? 0)...]))
        }
    }
}
