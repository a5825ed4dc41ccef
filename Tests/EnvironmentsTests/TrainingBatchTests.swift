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

    @Test func aSetChoosesItsStyle() throws {
        #expect(try environment(1).style is MiniContests.Style)
        struct Plain: ProblemSet {
            var name: String { "plain" }
            var count: Int { 1 }
            func problem(at index: Int) -> Problem { .fixture(0) }
        }
        #expect(try CodeEnvironment(problems: Plain(), executor: ScriptedExecutor.words()).style is FencedStyle)
    }
}
