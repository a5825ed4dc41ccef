import Models
import Rollouts
import TestSupport
import Testing

/// Messages become tokens once, and what was sampled stays what it was.
@Suite struct ChatSessionTests {
    private let codec = ByteCodec()

    /// Answers from a list, and keeps what it was asked.
    private final class Recorded: SamplingSession {
        var answers: [[TokenID]]
        private(set) var contexts: [AnswerRequest.Context] = []

        init(_ answers: [[TokenID]]) { self.answers = answers }

        func answer(_ requests: [AnswerRequest]) -> [Answer] {
            requests.map { request in
                contexts.append(request.context)
                let tokens = answers.removeFirst()
                return Answer(tokens: tokens, logProbs: tokens.map { _ in -1 }, value: 0.5)
            }
        }
    }

    private func session(_ tokens: Recorded, window: Int? = nil) throws -> ChatSession {
        try ChatSession(
            MarkerTemplate(codec), conversations: 1, ReplyOptions(maximumTokens: 9, window: window), version: 7
        ) { sampling, _ in
            #expect(sampling == Sampling(temperature: 1, maximumTokens: 9, ends: [3]))
            return tokens
        }
    }

    private func ask(_ session: ChatSession, _ text: String) throws -> Reply {
        let request = ReplyRequest(
            conversation: 0, messages: [Message(.user, text)], key: RandomKey(seed: 0, purpose: .tokens))
        return try session.reply(to: [request])[0]
    }

    @Test func repliesSayWhatWasSampledAndWhyItEnded() throws {
        let tokens = Recorded([codec.encode("a") + [3], codec.encode("b"), codec.encode("c") + [1, 3], []])
        let session = try session(tokens)
        let first = try ask(session, "one")
        #expect(first.text == "a" && first.stop == .end && first.version == 7)
        #expect(
            first.trace
                == TokenTrace(
                    prompt: [1] + codec.encode("one") + [2], answer: codec.encode("a") + [3], logProbs: [-1, -1],
                    value: 0.5))
        #expect(try ask(session, "two").stop == .length)
        let marked = try ask(session, "three")
        #expect(marked.stop == .malformed && marked.text == "c")
        let full = try ask(session, "four")
        #expect(full.stop == .context && full.trace == nil)
    }

    @Test func contextsGrowUntilTheWindowMoves() throws {
        // Two tokens that decode to the same text are told apart: the sampled ones are kept.
        let tokens = Recorded((0..<5).map { codec.encode("a\($0)") + [3] })
        let session = try session(tokens, window: 2)
        var episode = Episode(problem: Problem(name: "p", statement: "", publicTests: [], privateTests: []))
        for text in ["s", "f0", "f1", "f2", "f3"] { episode.turns.append(Turn(try ask(session, text))) }
        for (index, context) in tokens.contexts.enumerated() {
            switch context {
            case .append(let added):
                #expect(index < 3 && added == episode.turns[index].prompt)
            case .replace(let whole):
                #expect(index >= 3 && whole == episode.context(ofTurn: index, window: 2))
            }
        }
        #expect(
            codec.transcript(episode.context(ofTurn: 4, window: 2))
                == "<|user|>s<|asst|>a2<|end|><|user|>f2<|asst|>a3<|end|><|user|>f3<|asst|>")
    }
}
