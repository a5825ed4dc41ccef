import Models
import Rollouts
import Testing
import Torch
import Training

@Suite struct EpisodeBatchTests {
    /// Two episodes; `shift` moves every token that the environment wrote.
    static func episodes(environmentShift shift: TokenID = 0) -> [Episode] {
        [3, 1].enumerated().map { index, turns in
            var episode = Episode(problem: Problem(name: "p", statement: "", publicTests: [], privateTests: []))
            for turn in 0..<turns {
                let prompt = (0..<3 + turn).map { TokenID(10 + index + 2 * $0) + shift }
                let answer = (0..<2 + turn).map { TokenID(30 + index * 5 + turn * 3 + $0) }
                episode.turns.append(
                    Turn(prompt: prompt, answer: answer, logProbs: answer.map { _ in -1 }, value: 0))
            }
            return episode
        }
    }

    @Test func rowsPredictTheAnswersAlone() {
        let batch = EpisodeBatch(Self.episodes(), window: nil)
        #expect(batch.actions == Self.episodes().flatMap { $0.turns.flatMap(\.answer) })
        #expect(batch.turnLengths == [2, 3, 4, 2])
        for (row, action) in zip(batch.actionRows, batch.actions) {
            let next = Int(row) + 1
            let ends = batch.sequences.offsets.contains(Int32(next))
            #expect(ends || batch.sequences.tokens[next] == action)
        }
        #expect(batch.valueRows == [2, 8, 16, 22])
    }

    /// Past the window each turn has a context, and so a sequence, of its own.
    @Test func turnsPastTheWindowStandAlone() {
        let episode = Self.episodes()[0]
        let batch = EpisodeBatch([episode], window: 1)
        let last = episode.context(ofTurn: 2, window: 1) + episode.turns[2].answer.dropLast()
        #expect(batch.sequences.offsets.count == 3)
        #expect(Array(batch.sequences.tokens[Int(batch.sequences.offsets[1])...]) == last)
        #expect(batch.actions == episode.turns.flatMap(\.answer))
    }

    /// With a model whose logits do not depend on the context, a token matters only where it is predicted. Changing
    /// every environment token then changes no bit of the loss or its gradient; changing one of the policy's own does.
    @Test func environmentTokensBearNoLoss() throws {
        let config = TransformerConfig(
            vocabularySize: 96, hiddenSize: 32, intermediateSize: 32, layers: 1, heads: 2, maximumPositions: 64,
            tiesEmbeddings: false)
        let blind = try Transformer(config: config) { name in
            let shape = config.expectedTensors.first { $0.name == name }!
            if name == "lm_head.weight" { return (0..<shape.count).map { Float(($0 * 37) % 101) / 101 - 0.5 } }
            return [Float](repeating: name.contains("norm") ? 1 : name.contains("embed") ? 0.1 : 0, count: shape.count)
        }
        func lossAndGradient(_ episodes: [Episode]) throws -> ([Float], [Float]) {
            let batch = EpisodeBatch(episodes, window: nil)
            let tape = Tape(training: blind.parameters)
            let hidden = try blind.hidden(batch.sequences, on: tape).rows(batch.actionRows)
            let logProbs = try blind.logProbs(hidden, of: batch.actions, on: tape).logProbs
            let ratio = try (logProbs - Tensor(batch.actions.map { _ in -1 })).exp()
            let advantages = try Tensor(batch.actions.indices.map { Float($0 % 3) - 1.5 })
            let loss = try PPO.policyTerms(ratio: ratio, advantages: advantages, clip: 0.2).sum() * -1
            try tape.backward(loss)
            return ([Float(try loss.item())], try tape.takeGradients(of: blind.parameters).last!!.floats())
        }
        let before = try lossAndGradient(Self.episodes())
        #expect(try lossAndGradient(Self.episodes(environmentShift: 40)) == before)
        var changed = Self.episodes()
        changed[0].turns[1].answer[0] += 1
        #expect(try lossAndGradient(changed) != before)
    }
}
