import Environments
import JSON
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

    /// What failing programs for problems 0 to 3 earn.
    private func pool() throws -> FeedbackPool {
        let problems = (0..<4).map { Problem.fixture($0) }
        let environment = try CodeEnvironment(
            problems: ListedProblems(problems: problems), executor: ScriptedExecutor.words(),
            config: config(.random, turns: 2))
        // Problem 3 is solved, and what does not compile earns nothing.
        let policy = tabled([["wrong"], ["wrong", "broken"], ["raises", "right"], ["right"]])
        return try environment.rollout(
            policy: policy, problems: problems, key: RandomKey(seed: 1, purpose: .tokens)
        ).earned
    }

    @Test func randomFeedbackComesFromAnotherProblemsEarlierProgramAndTheTrueTestsStopTheEpisode() throws {
        let problems = (0..<40).map { Problem.fixture($0 % 4) }
        let answers = (0..<40).map { $0 == 39 ? ["wrong", "right"] : ["slow"] }
        let pool = try pool()
        let episodes = try play(answers, problems: problems, config: config(.random, turns: 4), pool: pool)
        var told: [String: Int] = [:]
        for (row, episode) in episodes.enumerated() {
            for message in episode.turns.compactMap(\.feedback) {
                #expect(!message.contains("in\(row % 4)."))
                told[message, default: 0] += 1
            }
        }
        // Two messages of problem 0, one each of 1 and 2; none of those that are played beside.
        #expect(told.count == 3 && told.keys.allSatisfy { !$0.hasPrefix("Timeout") })
        #expect(told.values.allSatisfy { $0 > 10 })
        #expect(episodes[39].turns.count == 2 && episodes[39].solved)
        // The same whatever is played beside it.
        let alone = try play(
            [answers[0]], problems: [problems[0]], config: config(.random, turns: 4), pool: pool)
        #expect(alone[0] == episodes[0])
    }

    @Test func withoutEarlierProgramsOfAnotherProblemItIsTheBareRequest() throws {
        let alone = try play([["wrong"]], config: config(.random, turns: 2))
        #expect(alone[0].turns[0].feedback == "Wrong answer.\n")
        var own = FeedbackPool()
        let environment = try CodeEnvironment(
            problems: ListedProblems(problems: [.fixture(0)]), executor: ScriptedExecutor.words(),
            config: config(.random, turns: 1))
        own = try environment.rollout(
            policy: tabled([["wrong"]]), problems: [.fixture(0)], key: RandomKey(seed: 1, purpose: .tokens)
        ).earned
        #expect(!own.isEmpty)
        let same = try play([["wrong"]], config: config(.random, turns: 2), pool: own)
        #expect(same[0].turns[0].feedback == "Wrong answer.\n")
    }

    @Test func anUpdateDrawsFromTheOneBefore() throws {
        let problems = ListedProblems(problems: (0..<4).map { .fixture($0) })
        let training = TrainingEpisodes(
            try CodeEnvironment(
                problems: problems, executor: ScriptedExecutor.words(), config: config(.random, turns: 2)))
        var word = "wrong"
        let policy = ScriptedPolicy { _ in word }
        func told(_ update: Int) throws -> Set<String> {
            Set(
                try training.episodes(policy: policy, update: update, count: 4, seed: 1)
                    .compactMap { $0.turns[0].feedback?.split(separator: "\n").first.map(String.init) })
        }
        #expect(try told(0) == ["Wrong answer."] && training.pool.json.array?.count == 8)
        word = "slow"
        #expect(try told(1) == ["Wrong answer."])
        #expect(try told(2) == ["Timeout."])
        // No program failed: what the last ones earned stays.
        word = "right"
        _ = try told(3)
        let kept = training.pool
        #expect(!kept.isEmpty && FeedbackPool(kept.json) == kept)
        word = "wrong"
        #expect(try told(4) == ["Timeout."])
    }
}
