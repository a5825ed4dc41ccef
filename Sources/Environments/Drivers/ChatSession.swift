internal import Rollouts

/// Conversations of messages on a policy of tokens. Messages become tokens once, and what was sampled stays as it was.
final class ChatSession {
    private let codec: any TokenCodec
    private let markers: ChatMarkers
    private let session: any SamplingSession
    private let window: Int?
    /// By conversation: what was put before each answer, and the answer.
    private var turns: [[(prompt: [TokenID], answer: [TokenID])]]

    init(policy: any Policy, rows: Int, _ options: ReplyOptions) throws {
        codec = policy.codec
        markers = try ChatMarkers(codec)
        window = options.window
        session = try policy.session(
            rows: rows,
            sampling: Sampling(
                temperature: options.temperature, maximumTokens: options.maximumTokens, end: markers.end))
        turns = Array(repeating: [], count: rows)
    }

    /// Answers requests, in their order.
    func reply(_ requests: [ReplyRequest]) throws -> [Reply] {
        let prompts = requests.map { request in
            [markers.user] + codec.encode(request.messages.last?.text ?? "") + [markers.assistant]
        }
        let answers = try session.answer(zip(requests, prompts).map { self.request($0, prompt: $1) })
        guard answers.count == requests.count else {
            throw IncompleteBatch(asked: requests.count, got: answers.count, what: "answers")
        }
        return zip(zip(requests, prompts), answers).map { asked, answer in
            let (request, prompt) = asked
            turns[request.conversation].append((prompt, answer.tokens))
            return reply(answer, prompt: prompt)
        }
    }

    private func request(_ request: ReplyRequest, prompt: [TokenID]) -> AnswerRequest {
        let past = turns[request.conversation]
        guard let window, past.count > window else {
            return AnswerRequest(row: request.conversation, context: .append(prompt), key: request.key)
        }
        // The opening, the last attempts with what was told of each.
        var context = past[0].prompt
        for turn in past.indices.suffix(window) {
            context += past[turn].answer + (turn + 1 < past.count ? past[turn + 1].prompt : prompt)
        }
        return AnswerRequest(row: request.conversation, context: .replace(context), key: request.key)
    }

    private func reply(_ answer: Answer, prompt: [TokenID]) -> Reply {
        guard let last = answer.tokens.last else { return Reply("", stop: .context) }
        let ended = last == markers.end
        let body = Array(ended ? answer.tokens.dropLast() : answer.tokens[...])
        let isMalformed = body.contains { [markers.user, markers.assistant, markers.end].contains($0) }
        return Reply(
            codec.decode(body), stop: isMalformed ? .malformed : ended ? .end : .length,
            trace: TokenTrace(
                prompt: prompt, answer: answer.tokens, logProbs: answer.logProbs, value: answer.value))
    }
}
