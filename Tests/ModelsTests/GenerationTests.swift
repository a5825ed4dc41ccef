import Models
import Rollouts
import TestSupport
import Testing
import Torch

@Suite struct GenerationTests {
    private let model: LanguageModel
    private let contexts: [[TokenID]]

    init() throws {
        let model = try LanguageModel(folder: Project.minicoder, name: "minicoder", shards: Shards(count: 2))
        contexts = try ["print the sum", "print n"].map { try model.context(of: [Message(.user, $0)]) }
        self.model = model
    }

    private func generate(
        _ contexts: [[TokenID]], samples: Int = 1, seed: UInt64 = 3, _ change: (inout ReplyOptions) -> Void = { _ in }
    ) throws -> [[Sample]] {
        var options = ReplyOptions(maximumTokens: 24)
        change(&options)
        return try model.generate(
            after: contexts, samples: samples, options, key: RandomKey(seed: seed, purpose: .generation),
            interrupt: Interrupt())
    }

    @Test func `answers have the log-probabilities of a training pass`() throws {
        for (context, samples) in zip(contexts, try generate(contexts, samples: 3)) {
            for sample in samples {
                #expect(try model.logProbs(of: sample.tokens, after: context) == sample.logProbs)
            }
        }
    }

    @Test func `a sample does not depend on its company`() throws {
        let crowd = try generate([contexts[0]], samples: 70)[0]
        #expect(try generate([contexts[0]], samples: 2)[0] == Array(crowd[..<2]))
        #expect(Set(crowd.map(\.tokens)).count > 30)
    }

    @Test func `one token to draw from is the most probable one`() throws {
        let greedy = try generate(contexts) { $0.temperature = 0 }
        #expect(try generate(contexts) { $0.topK = 1 } == greedy)
        #expect(try generate(contexts) { $0.topP = 1e-6 } == greedy)
        #expect(try generate(contexts) { $0.minP = 1 } == greedy)
        #expect(try generate(contexts, samples: 20).map { $0.map(\.tokens) } != greedy.map { $0.map(\.tokens) })
    }

    @Test func `a stop text ends an answer and is no part of it`() throws {
        let whole = try generate([contexts[0]]) { $0.temperature = 0 }[0][0]
        let lines = whole.text.split(separator: "\n", omittingEmptySubsequences: false)
        try #require(lines.count > 1)
        let cut = try generate([contexts[0]]) { ($0.temperature, $0.stops) = (0, ["\n", "never"]) }[0][0]
        #expect(cut.text == lines[0] && cut.end == .stop)
        #expect(whole.tokens.starts(with: cut.tokens) && cut.tokens.count < whole.tokens.count)
        // The text is found across the tokens that it is made of.
        let across = String(whole.text.dropFirst(2).prefix(5))
        #expect(try generate([contexts[0]]) { ($0.temperature, $0.stops) = (0, [across]) }[0][0].text.count <= 2)
    }

    @Test func `a conversation answers with stop texts, and is closed for its next turn`() throws {
        var options = ReplyOptions(temperature: 0, maximumTokens: 24)
        options.stops = ["\n"]
        let session = try model.session(conversations: 1, options)
        let key = RandomKey(seed: 1, purpose: .tokens)
        let first = try session.reply(to: [
            ReplyRequest(conversation: 0, messages: [Message(.user, "print the sum")], key: key)
        ])[0]
        #expect(!first.text.contains("\n") && first.stop == .end)
    }

    @Test func `what does not fit is said`() throws {
        #expect(throws: FullContext.self) { try generate([Array(repeating: 5, count: 500)]) }
        #expect(throws: FullContext.self) { try generate([[]]) }
        #expect(throws: UnfitMessages.self) { try model.context(of: [Message(.assistant, "a")]) }
        #expect(throws: UnfitMessages.self) { try model.context(of: [Message(.user, "a"), Message(.assistant, "b")]) }
    }
}
