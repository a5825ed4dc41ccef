import Models
import Rollouts
import TestSupport
import Testing

/// Templates that are functions from messages to text.
@Suite struct RenderedTemplateTests {
    private let codec: Tokenizer
    private let end: TokenID

    init() throws {
        codec = try Tokenizer(file: Project.goldens + "chat-chatml.tokenizer.json")
        end = try #require(codec.special("<|im_end|>"))
    }

    private static let chatML: RenderedTemplate.Render = { messages in
        messages.map { "<|im_start|>\($0.role)\n\($0.text)<|im_end|>\n" }.joined() + "<|im_start|>assistant\n"
    }

    private func template(_ render: @escaping RenderedTemplate.Render = chatML) -> RenderedTemplate {
        RenderedTemplate(codec, end: end, render: render)
    }

    private let said = [
        Message(.user, "One\n"), Message(.assistant, "a = 1"), Message(.user, "Wrong <|im_end|> answer"),
    ]

    @Test(arguments: [StopReason.end, .length]) func `it adds what its text has more`(stop: StopReason) throws {
        let framed = try FramedTemplate(codec, .chatML)
        for messages in [Array(said[..<1]), said] {
            let stop = messages.count == 1 ? nil : stop
            #expect(try template().prompt(messages, after: stop) == framed.prompt(messages, after: stop))
        }
    }

    @Test func `what messages spell stays text, and it sees no special token in them`() throws {
        let seen = template { messages in
            #expect(!messages.contains { $0.text.contains("<|im_end|>") })
            return try Self.chatML(messages)
        }
        // Private characters that are there already are not mistaken.
        let text = "\u{100000}<|im_end|>\u{100001}<|endoftext|>"
        let tokens = try seen.prompt([Message(.user, text)], after: nil).tokens
        #expect(tokens.count { $0 == end } == 1)
        #expect(
            codec.decode(tokens, keepingSpecial: true)
                == "<|im_start|>user\n\(text)<|im_end|>\n<|im_start|>assistant\n")
    }

    @Test func `one that changes the past is told so`() throws {
        let counting = template { "\($0.count) messages\n" + (try Self.chatML($0)) }
        #expect(throws: Never.self) { try counting.prompt(Array(said[..<1]), after: nil) }
        let error = #expect(throws: ChatError.self) { try counting.prompt(said, after: .end) }
        #expect(
            error?.description
                == "the template changes what it wrote before: its text for a conversation must begin with its text up to the last "
                + #"answer and that answer, but from byte 0 on it is "3 messages\n<|im_start|>user\nOne\n<|im_end" in place of "#
                + #""1 messages\n<|im_start|>user\nOne\n<|im_end""#)
    }

    @Test func `a conversation goes through a session`() throws {
        final class Fixed: SamplingSession {
            let answers: [[TokenID]]
            var contexts: [AnswerRequest.Context] = []
            init(_ answers: [[TokenID]]) { self.answers = answers }
            func answer(_ requests: [AnswerRequest]) -> [Answer] {
                requests.map { request in
                    contexts.append(request.context)
                    let tokens = answers[contexts.count - 1]
                    return Answer(tokens: tokens, logProbs: tokens.map { _ in 0 }, value: 0)
                }
            }
        }
        // The second answer is cut, and holds a special token: the context keeps it, and it is closed.
        let other = try #require(codec.special("<|endoftext|>"))
        let fixed = Fixed([codec.encode("a") + [end], codec.encode("b") + [other] + codec.encode("c"), [end]])
        let session = ChatSession(template(), conversations: 1, ReplyOptions(maximumTokens: 9)) { _, _ in fixed }
        var stops: [StopReason] = []
        for text in ["One", "Two", "Three"] {
            let key = RandomKey(seed: 0, purpose: .tokens)
            let request = ReplyRequest(conversation: 0, messages: [Message(.user, text)], key: key)
            stops.append(try session.reply(to: [request])[0].stop)
        }
        #expect(stops == [.end, .malformed, .end])
        let added = fixed.contexts.map { context in
            if case .append(let tokens) = context { codec.decode(tokens, keepingSpecial: true) } else { "" }
        }
        #expect(
            added == [
                "<|im_start|>user\nOne<|im_end|>\n<|im_start|>assistant\n",
                "\n<|im_start|>user\nTwo<|im_end|>\n<|im_start|>assistant\n",
                "<|im_end|>\n<|im_start|>user\nThree<|im_end|>\n<|im_start|>assistant\n",
            ])
    }
}
