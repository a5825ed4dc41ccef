import Environments
import Rollouts
import TestSupport
import Testing

@Suite struct RewardRuleTests {
    private func rewards(_ answers: [[String]], _ outcome: OutcomeReward = OutcomeReward()) throws -> [[Double]] {
        try play(answers, config: EnvironmentConfig { ($0.reward, $0.maxTokens) = (.value(outcome), 12) }).map {
            $0.turns.map(\.reward)
        }
    }

    private func rewards(_ answers: [[String]], by function: @escaping (Episode) -> Payment) throws -> [[Double]] {
        try play(
            answers, config: EnvironmentConfig { ($0.reward, $0.maxTokens) = (.function, 12) },
            functions: EnvironmentFunctions(reward: function)
        ).map { $0.turns.map(\.reward) }
    }

    @Test func outcomesArePaidAtTheLastTurnAndInvalidCodeWhereItIs() throws {
        let answers = [
            ["right"], ["wrong", "right"], ["wrong"], ["broken", "right"], ["wrong", "broken", "broken"], ["overfit"],
        ]
        #expect(
            try rewards(answers) == [[1], [0, 1], [0, 0, -1], [-0.2, 1], [0, -0.2, -1.2], [-1]])
        #expect(
            try rewards(answers, .init(pass: 5, fail: -3, invalid: -0.5))
                == [[5], [0, 5], [0, 0, -3], [-0.5, 5], [0, -0.5, -3.5], [-3]])
    }

    @Test func functionsPayInTotalOrByTurn() throws {
        let answers = [["wrong", "right"], ["wrong"]]
        #expect(try rewards(answers) { .total(Double($0.turns.count)) } == [[0, 2], [0, 0, 3]])
        #expect(
            try rewards(answers) { .perTurn($0.turns.map { $0.verdict == .accepted ? 1 : 0.5 }) }
                == [[0.5, 1], [0.5, 0.5, 0.5]])
    }

    @Test func paymentsThatFitNoEpisodeAreRefused() {
        let error = #expect(throws: InvalidPayment.self) {
            try rewards([["right"]]) { _ in .perTurn([1, 2]) }
        }
        #expect(
            error?.description
                == "the reward function gave [1.0, 2.0] for the episode on problem/0: it must give one finite number, "
                + "or one for each of its 1 turns")
        #expect(throws: InvalidPayment.self) { try rewards([["right"]]) { _ in .total(.nan) } }
    }
}
