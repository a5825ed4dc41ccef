import Environments
import Rollouts
import TestSupport
import Testing

@Suite struct TrainingBatchTests {
    private func environment(_ count: Int) throws -> CodeEnvironment {
        try CodeEnvironment(
            problems: MiniContests.problems(.train, count: count, seed: 1), executor: ScriptedExecutor.miniContests())
    }

    @Test func everyPassHoldsEveryProblemOnceInAnOrderOfItsOwn() throws {
        let environment = try environment(12)
        let names = try (0..<6).flatMap { try environment.batch(update: $0, count: 4, seed: 9).map(\.name) }
        #expect(Set(names[..<12]).count == 12 && Set(names[12...]).count == 12)
        #expect(names[..<12] != names[12...])
        #expect(try environment.batch(update: 2, count: 4, seed: 9).map(\.name) == Array(names[8..<12]))
        #expect(try environment.batch(update: 0, count: 12, seed: 8).map(\.name) != Array(names[..<12]))
        // A batch may reach into the next pass.
        #expect(try environment.batch(update: 1, count: 8, seed: 9).map(\.name) == Array(names[8..<16]))
    }

    /// Groups go through the set as single conversations do, a problem for each group.
    @Test func aGroupIsOneProblemManyTimes() throws {
        let problems = MiniContests.problems(.train, count: 12, seed: 1)
        let grouped = try CodeEnvironment(
            problems: problems, executor: ScriptedExecutor.miniContests(), config: EnvironmentConfig { $0.group = 3 })
        let single = try environment(12)
        for update in 0..<4 {
            #expect(
                try grouped.batch(update: update, count: 12, seed: 9).map(\.name)
                    == single.batch(update: update, count: 4, seed: 9).flatMap { [$0.name, $0.name, $0.name] })
        }
        #expect(grouped.group == 3)
        #expect { try grouped.batch(update: 0, count: 10, seed: 9) } throws: {
            "\($0)" == "group is 3: it must be a divisor of the 10 conversations of an update"
        }
    }

    @Test func aSetChoosesItsTemplate() throws {
        #expect(try environment(1).template is MiniContests.Template)
        struct Plain: ProblemSet {
            var name: String { "plain" }
            var count: Int { 1 }
            func problem(at index: Int) -> Problem { .fixture(0) }
        }
        #expect(try CodeEnvironment(problems: Plain(), executor: ScriptedExecutor.words()).template is FencedTemplate)
    }
}
