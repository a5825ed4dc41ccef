import Rollouts
import Testing

@Suite struct EpisodeTests {
    /// Turn i: prompt [10 i], answer [10 i + 1].
    private func episode(turns: Int) -> Episode {
        var episode = Episode(problem: Problem(name: "p", statement: "", publicTests: [], privateTests: []))
        for turn in 0..<turns {
            let token = TokenID(10 * turn)
            episode.turns.append(Turn(prompt: [token], answer: [token + 1], logProbs: [0], value: 0))
        }
        return episode
    }

    @Test func contextsKeepEverythingWithoutAWindow() {
        #expect(episode(turns: 4).context(ofTurn: 3, window: nil) == [0, 1, 10, 11, 20, 21, 30])
        #expect(episode(turns: 4).context(ofTurn: 0, window: nil) == [0])
    }

    @Test func contextsKeepTheOpeningAndTheLastAttempts() {
        let episode = episode(turns: 6)
        #expect(episode.context(ofTurn: 2, window: 2) == [0, 1, 10, 11, 20])
        #expect(episode.context(ofTurn: 3, window: 2) == [0, 11, 20, 21, 30])
        #expect(episode.context(ofTurn: 5, window: 2) == [0, 31, 40, 41, 50])
        #expect(episode.context(ofTurn: 5, window: 1) == [0, 41, 50])
    }

    @Test func invalidTurnsAreThoseWithoutCodeThatCompiles() {
        var turn = Turn(prompt: [], answer: [], logProbs: [], value: 0)
        #expect(turn.isInvalid)
        turn.program = "x"
        for verdict in Verdict.allCases {
            turn.verdict = verdict
            #expect(turn.isInvalid == (verdict == .compileError))
        }
    }
}
