package import Rollouts

/// Conversations of messages on a session of tokens.
///
/// Messages become tokens once, when they are first asked about; a context that is cut down to a window is put together from the tokens
/// that were sampled, never from their text.
package final class ChatSession: ReplySession {
    private let template: any ChatTemplate
    private let session: any SamplingSession
    private let window: Int?
    private let version: Int
    /// What was put before each answer of a conversation, and the answer.
    private var turns: [[(prompt: [TokenID], answer: [TokenID], stop: StopReason)]]

    /// - Parameters:
    ///   - version: of the policy, as replies give it.
    ///   - session: makes the session of tokens, one row a conversation.
    package init(
        _ template: any ChatTemplate, conversations: Int, _ options: ReplyOptions, version: Int = 0,
        session: (Sampling) throws -> any SamplingSession
    ) rethrows {
        (self.template, window, self.version) = (template, options.window, version)
        self.session = try session(
            Sampling(temperature: options.temperature, maximumTokens: options.maximumTokens, end: template.end))
        turns = Array(repeating: [], count: conversations)
    }

    package func reply(to requests: [ReplyRequest]) throws -> [Reply] {
        let prompts = requests.map { request in
            template.prompt(request.messages.last?.text ?? "", after: turns[request.conversation].last?.stop).tokens
        }
        let answers = try session.answer(zip(requests, prompts).map { tokens($0, prompt: $1) })
        return zip(zip(requests, prompts), answers).map { asked, answer in
            let (request, prompt) = asked
            let (text, stop) = template.read(answer.tokens)
            guard stop != .context else { return Reply("", stop: stop, version: version) }
            turns[request.conversation].append((prompt, answer.tokens, stop))
            return Reply(
                text, stop: stop, version: version,
                trace: TokenTrace(
                    prompt: prompt, answer: answer.tokens, logProbs: answer.logProbs, value: answer.value))
        }
    }

    /// As `Episode.context`: the opening, and the last attempts with what was told of each.
    private func tokens(_ request: ReplyRequest, prompt: [TokenID]) -> AnswerRequest {
        let past = turns[request.conversation]
        guard let window, past.count > window else {
            return AnswerRequest(row: request.conversation, context: .append(prompt), key: request.key)
        }
        var context = past[0].prompt
        for turn in past.indices.suffix(window) {
            context += past[turn].answer + (turn + 1 < past.count ? past[turn + 1].prompt : prompt)
        }
        return AnswerRequest(row: request.conversation, context: .replace(context), key: request.key)
    }
}
