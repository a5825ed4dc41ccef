import Environments
import Rollouts
import TestSupport
import Testing

@Suite struct FeedbackRuleTests {
    private func config(_ feedback: FeedbackKind, turns: Int = 3) -> EnvironmentConfig {
        EnvironmentConfig(turns: turns, feedback: .value(feedback), maxTokens: 12)
    }

    @Test func noFeedbackIsTheBareRequest() throws {
        let episodes = try play([["wrong"], ["broken"]], config: config(.none))
        #expect(episodes.flatMap(\.turns).compactMap(\.feedback) == Array(repeating: "Wrong answer.\n", count: 4))
    }

    @Test func aFunctionIsToldTheAttempt() throws {
        var attempts: [Attempt] = []
        let functions = EnvironmentFunctions(feedback: {
            attempts.append($0)
            return "turn \($0.turn)\n"
        })
        let config = EnvironmentConfig(feedback: .function, maxTokens: 12)
        let episodes = try play([["wrong", "    ", "wrong"]], config: config, functions: functions)
        #expect(episodes[0].turns.map(\.feedback) == ["turn 1\n", "turn 2\n", nil])
        #expect(attempts.map(\.program) == ["wrong", nil])
        #expect(attempts.map(\.judgement?.verdict) == [.wrongAnswer, nil])
        #expect(attempts[0].judgement?.outcomes.count == 1)
    }

    @Test func randomFeedbackComesFromAnotherProblemAndTheTrueTestsStopTheEpisode() throws {
        // Rows 0 to 7 are about problems 0 to 3, two each; row 7 gets it right at turn 2.
        let problems = (0..<8).map { Problem.fixture($0 / 2) }
        let answers = (0..<8).map { $0 == 7 ? ["wrong", "right"] : ["wrong"] }
        let episodes = try play(answers, problems: problems, config: config(.random, turns: 4))
        var donors: Set<String> = []
        for (row, episode) in episodes.enumerated() {
            for message in episode.turns.compactMap(\.feedback) {
                #expect(message.hasPrefix("Wrong answer.\ninput: in"))
                #expect(!message.contains("in\(row / 2)."))
                donors.insert(message)
            }
        }
        #expect(donors.count == 4)
        #expect(episodes[7].turns.count == 2 && episodes[7].solved)
        #expect(try play(answers, problems: problems, config: config(.random, turns: 4)) == episodes)
    }

    @Test func randomFeedbackFallsBackOnEarlierTurnsThenOnTheBareRequest() throws {
        // From turn 2 on, row 0 is alone: only turn 1 has a message of another problem.
        let episodes = try play([["wrong"], ["raises", "right"]], config: config(.random, turns: 4))
        let message = "Error: NameError: name 'inut' is not defined\ninput: in1.0\nexpected: out1.0\n"
        #expect(episodes[0].turns.map(\.feedback) == [message, message, message, nil])
        // A row of the same problem, and one whose program never ran, are no donors.
        let alone = try play(
            [["wrong"], ["slow"], ["broken"]], problems: [.fixture(0), .fixture(0), .fixture(1)],
            config: config(.random, turns: 2))
        #expect(alone[0].turns[0].feedback == "Wrong answer.\n")
        #expect(alone[1].turns[0].feedback == "Wrong answer.\n")
        #expect(alone[2].turns[0].feedback?.contains("in0.0") == true)
    }
}
