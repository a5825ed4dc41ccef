import Environments
import Rollouts
import Statistics
import TestSupport
import Testing

@Suite struct EvaluationTests {
    private func problems(_ count: Int) -> ListedProblems {
        ListedProblems(problems: (0..<count).map { .fixture($0) })
    }

    /// Which problem an answer is about.
    private func number(_ prompt: ScriptedPolicy.Prompt) -> Int { Int(prompt.request.key.episode) }

    @Test func countsAreThoseOfAKnownPolicy() throws {
        // Of ten problems, 2 are right at once, 3 at turn 2, 1 passes only the public tests, 4 never pass.
        let policy = ScriptedPolicy { prompt in
            switch number(prompt) {
            case 0, 1: "right"
            case 2, 3, 4: prompt.turn == 0 ? "broken" : "right"
            case 5: "overfit"
            default: "wrong"
            }
        }
        var evaluation = Evaluation()
        evaluation.config.maxTokens = 12
        let report = try evaluation.run(policy: policy, problems: problems(10), executor: ScriptedExecutor.words())
        #expect(report.problemCount == 10 && report.episodeCount == 10)
        #expect(report.solvedByTurn.map(\.value) == [0.2, 0.5, 0.5])
        // 3 + 3 * 2 + 4 * 3 turns.
        #expect(report.meanTurns.value == 2.1)
        #expect(report.invalid.value == 3.0 / 21)
        #expect(report.invalidFirstTurn.value == 0.3)
        #expect(report.repeats?.value == 8.0 / 11)
        // Wilson, for 5 of 10: computed apart.
        #expect(abs(report.solvedByTurn[2].lower - 0.236593) < 1e-6)
        #expect(abs(report.solvedByTurn[2].upper - 0.763407) < 1e-6)
        #expect(
            report.columns.map(\.name) == [
                "solved", "1@1", "1@2", "1@3", "invalid", "invalid first turn", "repeats", "turns",
            ])
    }

    @Test func independentSamplesSubmitOneThatPassesThePublicTests() throws {
        // Every second single-turn sample is right; on odd problems the others pass the public tests.
        let policy = ScriptedPolicy { prompt in
            let sample = Int(prompt.request.key.update) % 2
            return sample == 0 ? "right" : number(prompt) % 2 == 1 ? "overfit" : "wrong"
        }
        var evaluation = Evaluation()
        evaluation.config.turns = 1
        evaluation.independentSamples = 4
        evaluation.config.maxTokens = 12
        let report = try evaluation.run(policy: policy, problems: problems(4), executor: ScriptedExecutor.words())
        // Even problems: 1/2, 5/6, 1, 1. Odd ones: always one of two right and two wrong that pass: 1/2.
        let expected = [0.5, (5.0 / 6 + 0.5) / 2, 0.75, 0.75]
        for (estimate, value) in zip(report.solvedIndependently, expected) {
            #expect(abs(estimate.value - value) < 1e-12)
        }
        #expect(report.solvedIndependently.count == 4)
        #expect(report.repeats == nil)
    }

    /// A policy whose answers are drawn with the request's key, on real problems.
    private func guessing() -> ScriptedPolicy {
        let problems = MiniContests.problems(.test, count: 40, seed: 6)
        return ScriptedPolicy { prompt in
            var random = prompt.request.key.stream()
            let index = Int(prompt.request.key.episode)
            return MiniContests.Reading(parts: problems.reading(at: index).parts, using: &random).program.source
        }
    }

    @Test func numbersDoNotDependOnTheBatchSize() throws {
        var evaluation = Evaluation()
        (evaluation.config.turns, evaluation.samples, evaluation.independentSamples) = (4, 2, 2)
        evaluation.config.maxTokens = 200
        let problems = MiniContests.problems(.test, count: 40, seed: 6)
        var reports: [EvaluationReport] = []
        for size in [256, 7, 1] {
            evaluation.batchSize = size
            var played: [Int] = []
            evaluation.progress = { done, total in
                #expect(total == 160)
                played.append(done)
            }
            reports.append(
                try evaluation.run(policy: guessing(), problems: problems, executor: ScriptedExecutor.miniContests()))
            #expect(played.last == 160)
        }
        for report in reports[1...] {
            #expect(report.columns == reports[0].columns)
            #expect(report.episodes.map { $0.map(\.turns.count) } == reports[0].episodes.map { $0.map(\.turns.count) })
            #expect(
                report.episodes.flatMap { $0.flatMap(\.turns).map(\.answer) }
                    == reports[0].episodes.flatMap { $0.flatMap(\.turns).map(\.answer) })
        }
        #expect((0.02...0.98).contains(reports[0].solvedByTurn[3].value))
        #expect(reports[0].episodes[0] != reports[0].episodes[1])
    }

    @Test func otherSeedsPlayOtherConversations() throws {
        var evaluation = Evaluation()
        evaluation.config.maxTokens = 200
        let problems = MiniContests.problems(.test, count: 40, seed: 6)
        let reports = try [UInt64(0), 0, 1].map { seed in
            evaluation.seed = seed
            return try evaluation.run(policy: guessing(), problems: problems, executor: ScriptedExecutor.miniContests())
        }
        #expect(reports[0].episodes == reports[1].episodes && reports[0].columns == reports[1].columns)
        #expect(reports[0].episodes != reports[2].episodes)
    }

    @Test func conversationsAreSamplesOfNAtK() throws {
        let policy = ScriptedPolicy { $0.request.key.update == 0 ? "right" : "wrong" }
        var evaluation = Evaluation()
        (evaluation.samples, evaluation.config.maxTokens) = (4, 12)
        let report = try evaluation.run(policy: policy, problems: problems(3), executor: ScriptedExecutor.words())
        #expect(abs(try report.solveRate(submissions: 1, drawn: 2).value - 0.5) < 1e-12)
        #expect(try report.solveRate(submissions: 10, drawn: 4).value == 1)
        let error = #expect(throws: InvalidOption.self) { try report.solveRate(submissions: 1, drawn: 5) }
        #expect(error?.description == "drawn is 5: it must be from 1 to the 4 conversations per problem")
    }

    @Test func settingsOutOfRangeAreRefused() {
        var evaluation = Evaluation()
        evaluation.samples = 0
        #expect(throws: InvalidOption.self) {
            try evaluation.run(policy: tabled([["x"]]), problems: problems(1), executor: ScriptedExecutor.words())
        }
        #expect(throws: InvalidOption.self) {
            try Evaluation().run(policy: tabled([["x"]]), problems: problems(0), executor: ScriptedExecutor.words())
        }
    }
}
