import Environments
import JSON
import Models
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

    /// A report and the episodes of each part.
    private func run(
        _ evaluation: Evaluation, _ problems: any ProblemSet
    ) throws -> (report: EvaluationReport, episodes: [Evaluation.Part: [Episode]]) {
        var episodes: [Evaluation.Part: [Episode]] = [:]
        let report = try evaluation.run(
            policy: guessing(), problems: problems, executor: ScriptedExecutor.miniContests()
        ) { batch, played in
            for var episode in played {
                // The scripted critic says which row it was.
                for turn in episode.turns.indices { episode.turns[turn].value = 0 }
                episodes[batch.part, default: []].append(episode)
            }
        }
        return (report, episodes)
    }

    @Test(arguments: [FeedbackKind.execution, .random]) func numbersDoNotDependOnTheBatchSize(
        _ feedback: FeedbackKind
    ) throws {
        var evaluation = Evaluation(EnvironmentConfig(turns: 4, feedback: .value(feedback), maxTokens: 200))
        (evaluation.samples, evaluation.independentSamples) = (2, 2)
        let problems = MiniContests.problems(.test, count: 40, seed: 6)
        var runs: [(report: EvaluationReport, episodes: [Evaluation.Part: [Episode]])] = []
        for size in [256, 7, 1] {
            evaluation.batchSize = size
            runs.append(try run(evaluation, problems))
        }
        for other in runs[1...] {
            #expect(other.report.columns == runs[0].report.columns)
            #expect(other.episodes == runs[0].episodes)
        }
        let episodes = runs[0].episodes
        #expect(episodes[.conversations]?.count == 80 && episodes[.independent]?.count == 80)
        #expect(episodes[.independent]?.allSatisfy { $0.turns.count == 1 } == true)
        #expect(episodes[.warmUp]?.count == (feedback == .random ? 40 : nil))
        #expect((0.02...0.98).contains(runs[0].report.solvedByTurn[3].value))
        #expect(episodes[.conversations]?[..<40] != episodes[.conversations]?[40...])
    }

    /// The warm-up's failures are all that is drawn from, by every batch.
    @Test func randomFeedbackIsDrawnFromAWarmUp() throws {
        var evaluation = Evaluation(EnvironmentConfig(turns: 3, feedback: .value(.random), maxTokens: 200))
        evaluation.batchSize = 8
        let (_, episodes) = try run(evaluation, MiniContests.problems(.test, count: 40, seed: 6))
        let failed = try #require(episodes[.warmUp]).filter { !$0.passedPublic }
        let told = try #require(episodes[.conversations]).flatMap { $0.turns.compactMap(\.feedback) }
        let template = MiniContests.Template(), executor = ScriptedExecutor.miniContests()
        let earned = try failed.filter { !$0.turns[0].isInvalid }.map { episode in
            let judgement = try executor.judge([
                Submission(source: episode.turns[0].program ?? "", tests: episode.problem.publicTests)
            ])[0]
            return template.feedback(
                on: Attempt(problem: episode.problem, turn: 1, program: episode.turns[0].program, judgement: judgement))
        }
        #expect(!told.isEmpty && Set(told).isSubset(of: earned) && Set(told).count > 5)
    }

    /// What a journal keeps of the batches is enough to go on.
    @Test func anEvaluationGoesOnFromWhatItsBatchesCameTo() throws {
        var evaluation = Evaluation(EnvironmentConfig(turns: 3, feedback: .value(.random), maxTokens: 200))
        (evaluation.samples, evaluation.independentSamples, evaluation.batchSize) = (2, 1, 16)
        let problems = MiniContests.problems(.test, count: 40, seed: 6), policy = guessing()
        let batches = try evaluation.batches(problems.count)
        #expect(batches.map(\.problems.count) == [40, 16, 16, 8, 16, 16, 8, 16, 16, 8])
        var kept: [String] = []
        for stop in 1...batches.count {
            // Each batch by another process, as it were.
            var counts = Evaluation.Counts()
            for (batch, text) in zip(batches, kept) {
                counts.take(batch, try #require(Evaluation.Outcome(JSONParser.parse(Array(text.utf8)))))
            }
            let rollout = try evaluation.play(
                batches[stop - 1], policy: policy, problems: problems, executor: ScriptedExecutor.miniContests(),
                pool: counts.pool)
            kept.append(Evaluation.Outcome(rollout, of: batches[stop - 1]).json.text)
        }
        var counts = Evaluation.Counts()
        for (batch, text) in zip(batches, kept) {
            counts.take(batch, try #require(Evaluation.Outcome(JSONParser.parse(Array(text.utf8)))))
        }
        #expect(counts.played == 160)
        #expect(counts.report(of: evaluation).columns == (try run(evaluation, problems).report.columns))
    }

    @Test func otherSeedsPlayOtherConversations() throws {
        var evaluation = Evaluation(EnvironmentConfig(maxTokens: 200))
        let problems = MiniContests.problems(.test, count: 40, seed: 6)
        let runs = try [UInt64(0), 0, 1].map { seed in
            evaluation.seed = seed
            return try run(evaluation, problems)
        }
        #expect(runs[0].episodes == runs[1].episodes && runs[0].report.columns == runs[1].report.columns)
        #expect(runs[0].episodes != runs[2].episodes)
    }

    @Test func conversationsAreSamplesOfNAtK() throws {
        let policy = ScriptedPolicy { $0.request.key.update == 0 ? "right" : "wrong" }
        var evaluation = Evaluation()
        (evaluation.samples, evaluation.config.maxTokens) = (4, 12)
        let report = try evaluation.run(policy: policy, problems: problems(3), executor: ScriptedExecutor.words())
        let problems = (0..<3).map { (name: "\($0)", cluster: "\($0)") }
        func rate(_ form: String) throws -> Double? {
            report.rate(try #require(RateForm(form)), of: problems)?.value
        }
        // Two of four conversations of three turns, one of which is right at once.
        #expect(abs(try #require(try rate("1@6")) - 0.5) < 1e-12)
        #expect(abs(try #require(try rate("1@1")) - 0.25) < 1e-12)
        #expect(try rate("10@12") == 1 && rate("1@15") == nil && rate("independent 1@1") == nil)
        // What is there anyway is there once.
        let forms = try ["10@12", "1@3", "pass@6"].map { try #require(RateForm($0)) }
        let columns = report.columns(reporting: forms, of: problems)
        #expect(columns.map(\.name) == report.columns.map(\.name) + ["10@12", "pass@6"])
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
