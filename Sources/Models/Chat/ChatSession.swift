package import Rollouts
internal import Torch

/// Conversations of messages on a session of tokens.
///
/// Messages become tokens once, when they are first asked about; a context that is cut down to a window is put together from the tokens
/// that were sampled, never from their text.
package final class ChatSession: ReplySession {
    private struct Conversation {
        /// What was put before each answer, and the answer.
        var turns: [(prompt: [TokenID], answer: [TokenID])] = []
        /// All that was said, whatever the window.
        var messages: [Message] = []
        /// Why the last answer ended: by its end or cut short, malformed or not.
        var stop: StopReason?
    }

    private let template: any ChatTemplate
    private let session: any SamplingSession
    private let window: Int?
    private let version: Int
    private let stops: StopStrings?
    private var conversations: [Conversation]

    /// - Parameters:
    ///   - version: of the policy, as replies give it.
    ///   - session: makes the session of tokens, one row a conversation.
    package init(
        _ template: any ChatTemplate, conversations: Int, _ options: ReplyOptions, version: Int = 0,
        session: (Sampling, StopStrings?) throws -> any SamplingSession
    ) rethrows {
        (self.template, window, self.version) = (template, options.window, version)
        var sampling = Sampling(
            temperature: options.temperature, maximumTokens: options.maximumTokens, ends: template.ends)
        sampling.filter = TokenFilter(topK: options.topK, topP: options.topP, minP: options.minP)
        stops = options.stops.isEmpty ? nil : StopStrings(options.stops, codec: template.codec)
        self.session = try session(sampling, stops)
        self.conversations = Array(repeating: Conversation(), count: conversations)
    }

    package func reply(to requests: [ReplyRequest]) throws -> [Reply] {
        let prompts = try requests.map { request in
            let past = conversations[request.conversation]
            let asked = Message(.user, request.messages.last?.text ?? "")
            return try template.prompt(past.messages + [asked], after: past.stop).tokens
        }
        let answers = try session.answer(zip(requests, prompts).map { tokens($0, prompt: $1) })
        return zip(zip(requests, prompts), answers).map { asked, answer in
            let (request, prompt) = asked
            let (text, stop) = template.read(answer.tokens)
            guard stop != .context else { return Reply("", stop: stop, version: version) }
            conversations[request.conversation].turns.append((prompt, answer.tokens))
            conversations[request.conversation].messages +=
                [Message(.user, request.messages.last?.text ?? ""), Message(.assistant, text)]
            conversations[request.conversation].stop =
                template.ends.contains(answer.tokens[answer.tokens.count - 1]) ? .end : .length
            // A text of the caller's choice ends an answer as the policy's own token does; the template knows that it is not closed.
            let cut = stop == .malformed ? nil : stops?.cut(text)
            return Reply(
                cut ?? text, stop: cut == nil ? stop : .end, version: version,
                trace: TokenTrace(
                    prompt: prompt, answer: answer.tokens, logProbs: answer.logProbs, value: answer.value))
        }
    }

    /// As `Episode.context`: the opening, and the last attempts with what was told of each.
    private func tokens(_ request: ReplyRequest, prompt: [TokenID]) -> AnswerRequest {
        let past = conversations[request.conversation].turns
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
