import Glibc
import Models
import Rollouts
import Testing
import Torch

/// Conversations with a small checkpoint.
enum TestModel {
    static let end: TokenID = 3

    static func model(_ transformer: Transformer, shards: Shards = Shards(count: 2)) throws -> LanguageModel {
        let width = transformer.config.hiddenSize
        let head = ValueHead(weight: (0..<width).map { Float($0 % 7) / 10 - 0.3 }, bias: 0.25)
        return try LanguageModel(
            name: "test", transformer: transformer, codec: NoText(), valueHead: head, folder: "", shards: shards)
    }

    static func prompt(row: Int, turn: Int) -> [TokenID] {
        (0..<3 + (row * 5 + turn * 3) % 11).map { TokenID(4 + (row * 7 + turn * 13 + $0 * 5) % 30) }
    }

    /// Three turns of each listed row, every row keyed by its own number.
    static func threeTurns(_ model: LanguageModel, rows: Int, only: [Int]? = nil) throws -> [[Answer]] {
        let session = try model.session(
            rows: rows, sampling: Sampling(temperature: 0.7, maximumTokens: 12, ends: [end]))
        var answers = [[Answer]](repeating: [], count: rows)
        let listed = only ?? Array(0..<rows)
        for turn in 0..<3 {
            let requests = listed.map { row in
                AnswerRequest(
                    row: row, context: .append(prompt(row: row, turn: turn)),
                    key: RandomKey(seed: 5, purpose: .tokens, episode: row, turn: turn))
            }
            for (row, answer) in zip(listed, try session.answer(requests)) { answers[row].append(answer) }
        }
        return answers
    }
}

struct NoText: TokenCodec {
    func encode(_ text: String) -> [TokenID] { [] }
    func decode(_ tokens: [TokenID]) -> String { "" }
    func special(_ name: String) -> TokenID? { nil }
}

@Suite struct SessionTests {
    /// The same bits in any company: alone, in a crowd, in another order, in other shards.
    @Test func bitsDoNotDependOnTheBatch() throws {
        let (_, transformer) = try LlamaGoldens.open("untied")
        let crowd = try TestModel.threeTurns(TestModel.model(transformer), rows: 37)
        let alone = try TestModel.threeTurns(
            TestModel.model(transformer, shards: Shards(count: 1)), rows: 37, only: [11])
        #expect(alone[11] == crowd[11])
        let reversed = try TestModel.threeTurns(
            TestModel.model(transformer, shards: Shards(count: 5)), rows: 37, only: Array((0..<37).reversed()))
        #expect(reversed == crowd)
        let oneCore = try TestModel.threeTurns(
            TestModel.model(transformer, shards: Shards(count: 2, runsConcurrently: false)), rows: 37)
        #expect(oneCore == crowd)
    }

    /// A context built turn by turn gives the bits of the same context given at once.
    @Test func bitsDoNotDependOnTheCache() throws {
        let (_, transformer) = try LlamaGoldens.open("untied")
        let model = try TestModel.model(transformer)
        let turns = try TestModel.threeTurns(model, rows: 4)
        let session = try model.session(
            rows: 4, sampling: Sampling(temperature: 0.7, maximumTokens: 12, ends: [TestModel.end]))
        let requests = (0..<4).map { row in
            let context = (0..<3).flatMap { turn in
                TestModel.prompt(row: row, turn: turn) + (turn < 2 ? turns[row][turn].tokens : [])
            }
            return AnswerRequest(
                row: row, context: .replace(context), key: RandomKey(seed: 5, purpose: .tokens, episode: row, turn: 2))
        }
        #expect(try session.answer(requests) == turns.map { $0[2] })
    }

    /// A second session, begun while the first is under way, leaves it alone.
    @Test func sessionsDoNotShareMemory() throws {
        let (_, transformer) = try LlamaGoldens.open("untied")
        let model = try TestModel.model(transformer)
        let expected = try TestModel.threeTurns(model, rows: 3)
        let session = try model.session(
            rows: 3, sampling: Sampling(temperature: 0.7, maximumTokens: 12, ends: [TestModel.end]))
        for turn in 0..<3 {
            let answers = try session.answer(
                (0..<3).map { row in
                    AnswerRequest(
                        row: row, context: .append(TestModel.prompt(row: row, turn: turn)),
                        key: RandomKey(seed: 5, purpose: .tokens, episode: row, turn: turn))
                })
            #expect(answers == expected.map { $0[turn] })
            _ = try TestModel.threeTurns(model, rows: 7)
        }
    }

    @Test func temperatureZeroTakesTheMostProbable() throws {
        let (_, transformer) = try LlamaGoldens.open("tied")
        let model = try TestModel.model(transformer)
        let prompt = TestModel.prompt(row: 1, turn: 0)
        let session = try model.session(
            rows: 1, sampling: Sampling(temperature: 0, maximumTokens: 1, ends: [TestModel.end]))
        let key = RandomKey(seed: 0, purpose: .tokens)
        let answer = try session.answer([AnswerRequest(row: 0, context: .append(prompt), key: key)])[0]
        var batch = PackedSequences()
        batch.append(prompt)
        let logits = try transformer.logits(transformer.hidden(batch).rows([Int32(prompt.count - 1)])).floats()
        #expect(answer.tokens == [TokenID(logits.firstIndex(of: logits.max()!)!)])
    }

    /// Frequencies of drawn tokens agree with the model's probabilities.
    @Test func drawsFollowTheDistribution() throws {
        let (_, transformer) = try LlamaGoldens.open("tied")
        let model = try TestModel.model(transformer)
        let count = 4000, prompt = TestModel.prompt(row: 2, turn: 0)
        let session = try model.session(
            rows: count, sampling: Sampling(temperature: 1, maximumTokens: 1, ends: [TestModel.end]))
        let answers = try session.answer(
            (0..<count).map {
                AnswerRequest(
                    row: $0, context: .append(prompt), key: RandomKey(seed: 1, purpose: .tokens, episode: $0))
            })
        var seen: [TokenID: (count: Int, probability: Double)] = [:]
        for answer in answers {
            seen[answer.tokens[0], default: (0, exp(Double(answer.logProbs[0])))].count += 1
        }
        for (_, (drawn, probability)) in seen {
            let deviation = (probability * (1 - probability) / Double(count)).squareRoot()
            #expect(abs(Double(drawn) / Double(count) - probability) < 5 * deviation)
        }
    }

    /// A policy that has diverged gives no tokens, whatever the temperature.
    @Test(arguments: [0, 1e-39, 1]) func weightsThatAreNotFiniteAreAnError(_ temperature: Double) throws {
        for bad in [Float.nan, .infinity] {
            let (_, transformer) = try LlamaGoldens.open("tied")
            try transformer.parameters.last!.withFloats { $0[3] = bad }
            let session = try TestModel.model(transformer).session(
                rows: 1, sampling: Sampling(temperature: temperature, maximumTokens: 5, ends: [TestModel.end]))
            let request = AnswerRequest(
                row: 0, context: .append([5, 6, 7]), key: RandomKey(seed: 0, purpose: .tokens))
            #expect(throws: Diverged.self) { try session.answer([request]) }
        }
    }

    /// A row that is too long has no answer; the others are what they are without it.
    @Test func aConversationBeyondTheContextGetsNoAnswer() throws {
        let (_, transformer) = try LlamaGoldens.open("tied")
        let model = try TestModel.model(transformer)
        let limit = transformer.config.maximumPositions
        func answers(_ lengths: [Int]) throws -> [Answer] {
            let session = try model.session(
                rows: 3, sampling: Sampling(temperature: 1, maximumTokens: 10, ends: [TestModel.end]))
            return try session.answer(
                lengths.enumerated().map { row, length in
                    AnswerRequest(
                        row: row, context: .append([TokenID](repeating: 5, count: length)),
                        key: RandomKey(seed: 0, purpose: .tokens, episode: row))
                })
        }
        let mixed = try answers([4, limit - 9, limit - 10])
        #expect(mixed[1].tokens.isEmpty)
        #expect(mixed[0] == (try answers([4, 1, 1]))[0] && !mixed[0].tokens.isEmpty)
        #expect(!mixed[2].tokens.isEmpty)
    }
}
