import Environments
import Models
import Rollouts
import TestSupport
import Testing

@Suite struct RolloutTests {
    private let codec = ByteCodec()
    private let config = EnvironmentConfig(turns: 3, maxTokens: 12)

    @Test func episodesAreOneSequenceOfMarkedMessagesAndAnswers() throws {
        let policy = tabled([["wrong", "raises", "right"]])
        let episode = try play([[]], policy: policy, config: config)[0]
        let transcript = codec.transcript(episode.turns.flatMap { $0.prompt + $0.answer })
        #expect(
            transcript == """
                <|user|>Solve 0.
                <|asst|>wrong<|end|><|user|>Wrong answer.
                input: in0.0
                expected: out0.0
                got: wrong of in0.0
                <|asst|>raises<|end|><|user|>Error: NameError: name 'inut' is not defined
                input: in0.0
                expected: out0.0
                <|asst|>right<|end|>
                """)
        #expect(episode.turns.map(\.program) == ["wrong", "raises", "right"])
        #expect(episode.turns.map(\.verdict) == [.wrongAnswer, .runtimeError, .accepted])
        #expect(episode.turns.allSatisfy { $0.logProbs.count == $0.answer.count })
        #expect(episode.passedPublic && episode.solved)
        #expect(episode.turns[2].feedback == nil)
        #expect(episode.turns.map(\.text) == ["wrong", "raises", "right"])
        #expect(episode.turns.allSatisfy { $0.stop == .end } && episode.end == .passed)
        // What the policy saw is what the record holds.
        #expect(policy.prompts.map(\.context) == (0..<3).map { episode.context(ofTurn: $0, window: nil) })
        #expect(policy.samplings == [Sampling(temperature: 1, maximumTokens: 12, ends: [3])])
    }

    @Test func episodesStopAtTheFirstPublicPassAndAtTheLastTurn() throws {
        let episodes = try play([["right"], ["wrong", "overfit", "right"], ["wrong"]], config: config)
        #expect(episodes.map(\.turns.count) == [1, 2, 3])
        #expect(episodes.map(\.passedPublic) == [true, true, false])
        #expect(episodes.map(\.end) == [.passed, .passed, .turns])
        #expect(episodes.map(\.solved) == [true, false, false])
    }

    @Test func answersWithoutValidCodeAreInvalidAndNotRun() throws {
        let executor = ScriptedExecutor.words()
        // Cut at the limit, blank, unparseable, and valid.
        let answers = [["right but far too long"], ["  \n"], ["broken"], ["wrong"]]
        let episodes = try play(answers, executor: executor, config: .init(turns: 2, maxTokens: 12))
        for episode in episodes[..<3] {
            #expect(episode.turns.allSatisfy { $0.isInvalid })
            #expect(!episode.solved && !episode.passedPublic)
            #expect(episode.turns[0].feedback == "No valid code.\n")
            #expect(episode.turns.map(\.reward) == [-0.2, -1.2])
        }
        #expect(episodes.map(\.turns[0].stop) == [.length, .end, .end, .end])
        #expect(episodes[0].turns[0].text == "right but fa")
        #expect(episodes[0].turns[0].answer.count == 12 && episodes[0].turns[0].answer.last != 3)
        #expect(episodes[0].turns[0].verdict == nil)
        #expect(episodes[2].turns[0].verdict == .compileError)
        #expect(!episodes[3].turns[0].isInvalid)
        #expect(executor.batches.map { $0.map(\.source) } == [["broken", "wrong"], ["broken", "wrong"]])
    }

    @Test func answersThatHoldAMarkerHoldNoProgram() throws {
        final class Marked: TokenCodec {
            func encode(_ text: String) -> [TokenID] { text == "x" ? [1] + ByteCodec().encode("right") : [] }
            func decode(_ tokens: [TokenID]) -> String { ByteCodec().decode(tokens) }
            func special(_ name: String) -> TokenID? { ByteCodec().special(name) }
        }
        let policy = ScriptedPolicy(codec: Marked()) { _ in "x" }
        let episode = try play([[]], policy: policy, config: .init(turns: 1))[0]
        #expect(episode.turns[0].program == nil && !episode.solved)
        #expect(episode.turns[0].stop == .malformed && episode.turns[0].text == "right")
    }

    @Test func privateTestsRunInTheSameSubmissionAndOnlyAfterThePublicOnes() throws {
        let executor = ScriptedExecutor.words()
        _ = try play([["wrong", "right"]], executor: executor, config: config)
        let submissions = executor.batches.flatMap { $0 }
        #expect(submissions.map(\.tests.count) == [4, 4])
        #expect(submissions.allSatisfy { $0.stopsAtFirstFailure })
    }

    @Test func feedbackOnMoreFailuresRunsAllPublicTestsAndPrivateOnesOnlyAfterAPass() throws {
        let executor = ScriptedExecutor.words()
        let answers = [["```\nwrong\n```"], ["```\noverfit x\n```"]]
        let problems = [Problem.fixture(0, publicTests: 3), .fixture(1, publicTests: 3)]
        var config = EnvironmentConfig(turns: 2, maxTokens: 99)
        config.feedbackTests = 2
        let episodes = try play(
            answers, executor: executor, template: FencedTemplate(), problems: problems, config: config)
        #expect(episodes.map(\.passedPublic) == [false, true])
        #expect(episodes.map(\.solved) == [false, false])
        #expect(
            executor.batches.map { $0.map(\.tests) } == [
                problems.map(\.publicTests), [problems[1].privateTests], [problems[0].publicTests],
            ])
        // Two of the three that failed.
        let told = try #require(episodes[0].turns[0].feedback)
        #expect(told.contains("in0.0\n") && told.contains("in0.1\n") && !told.contains("in0.2\n"))
    }

    @Test func feedbackOnOneFailureRunsAllTestsInOneSubmission() throws {
        for (tests, publicTests) in [(1, 3), (5, 1)] {
            let executor = ScriptedExecutor.words()
            var config = EnvironmentConfig(turns: 2, maxTokens: 99)
            config.feedbackTests = tests
            let episodes = try play(
                [["```\nwrong\n```"]], executor: executor, template: FencedTemplate(),
                problems: [.fixture(0, publicTests: publicTests)], config: config)
            #expect(executor.batches.map { $0.map(\.tests.count) } == [[publicTests + 2], [publicTests + 2]])
            let told = try #require(episodes[0].turns[0].feedback)
            #expect(told.contains("in0.0\n") && !told.contains("in0.1\n"))
        }
    }

    /// A template that shows one failure would ignore the setting without a word.
    @Test func moreFailuresThanTheTemplateShowsAreRefused() throws {
        let executor = ScriptedExecutor.words()
        var config = EnvironmentConfig(turns: 2, maxTokens: 99)
        config.feedbackTests = 2
        #expect(throws: InvalidOption.self) { try play([["wrong"]], executor: executor, config: config) }
        // Records from before the setting say all of them, and are replayed.
        config.feedbackTests = .max
        _ = try play([["wrong", "right"]], executor: executor, config: config)
    }

    @Test func laterTurnsSeeTheOpeningAndTheLastAttempts() throws {
        let policy = tabled([(0..<6).map { "wrong \($0)" }])
        let episode = try play(
            [[]], policy: policy, config: .init(turns: 6, window: 2, maxTokens: 12))[0]
        #expect(policy.prompts.map(\.context) == (0..<6).map { episode.context(ofTurn: $0, window: 2) })
        let isReplaced = policy.prompts.map { prompt in
            if case .replace = prompt.request.context { true } else { false }
        }
        #expect(isReplaced == [false, false, false, true, true, true])
        let transcript = codec.transcript(policy.prompts[5].context)
        #expect(transcript.hasPrefix("<|user|>Solve 0.\n<|asst|>wrong 3<|end|><|user|>Wrong answer.\n"))
        #expect(transcript.hasSuffix("got: wrong 4 of in0.0\n<|asst|>"))
        #expect(!transcript.contains("wrong 2"))
    }

    @Test func withAWideWindowNothingIsForgotten() throws {
        let policy = tabled([["wrong"]])
        let episode = try play([[]], policy: policy, config: .init(turns: 6, window: 5))[0]
        #expect(policy.prompts[5].context == episode.context(ofTurn: 5, window: nil))
    }

    @Test func everyAnswerHasItsOwnKeyWhateverItsBatch() throws {
        let key = RandomKey(seed: 7, purpose: .tokens, update: 5, episode: 100)
        let problems = (0..<4).map { Problem.fixture($0) }
        let environment = try CodeEnvironment(
            problems: ListedProblems(problems: problems), executor: ScriptedExecutor.words(), config: .init(turns: 2))
        let policy = ScriptedPolicy { $0.row == 1 ? "right" : "wrong" }
        _ = try environment.rollout(policy: policy, problems: problems, key: key)
        let keys = policy.prompts.map(\.request.key)
        #expect(keys.map(\.episode) == [100, 101, 102, 103, 100, 102, 103])
        #expect(keys.map(\.turn) == [0, 0, 0, 0, 1, 1, 1])
        #expect(keys.allSatisfy { $0.seed == 7 && $0.purpose == .tokens && $0.update == 5 })
    }

    @Test func anInterruptEndsARollout() throws {
        let interrupt = Interrupt(), problems = [Problem.fixture(0)]
        // Asked for while the first turn is answered, seen before the second.
        let policy = ScriptedPolicy { _ in
            interrupt.request()
            return "wrong"
        }
        var environment = try CodeEnvironment(
            problems: ListedProblems(problems: problems), executor: ScriptedExecutor.words(), config: .init(turns: 3))
        environment.interrupt = interrupt
        #expect(throws: Interrupted.self) {
            _ = try environment.rollout(policy: policy, problems: problems, key: RandomKey(seed: 1, purpose: .tokens))
        }
        #expect(policy.prompts.count == 1)
    }

    @Test func problemsWithoutPublicTestsAreRefused() {
        let error = #expect(throws: MissingPublicTests.self) {
            try play([["x"]], problems: [.fixture(3, publicTests: 0)], config: config)
        }
        #expect(error?.description.contains("problem/3") == true)
    }

    @Test func executorsThatLoseASubmissionAreRefused() {
        final class Forgetful: Executor {
            func judge(_ submissions: [Submission]) -> [Judgement] { [] }
        }
        let problems = [Problem.fixture(0)]
        #expect(throws: IncompleteBatch.self) {
            try CodeEnvironment(problems: ListedProblems(problems: problems), executor: Forgetful())
                .rollout(
                    policy: tabled([["right"]]), problems: problems, key: RandomKey(seed: 1, purpose: .tokens))
        }
    }
}
