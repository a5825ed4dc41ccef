import JSON
import Foundation
import LuaHost
import RunStore
import Testing

/// The same seed gives the same record.
@Suite struct RepeatTests {
    private static let script = """
        local problems, python = dataset.minicontests { test = 4 }, executor.python { cpu_seconds = 1 }
        local policy = \(Project.policy)
        local env = environment.code { problems = problems.train, executor = python }
        for update in trainer.ppo({ policy = policy, environment = env, episodes = 8 }):updates(2) do run.log(update) end
        run.row("rates", environment.evaluate { policy = policy, problems = problems.test, executor = python, independent = 2 })
        """

    /// The files that must agree, the time fields of the metrics apart.
    private func record(seed: UInt64) throws -> (metrics: String, episodes: Data, rates: Data) {
        let ran = try ScriptFixture().run(Self.script, seed: seed)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        let folder = URL(fileURLWithPath: try #require(ran.record).folder)
        let lines = String(
            decoding: try Data(contentsOf: folder.appendingPathComponent("metrics.jsonl")), as: UTF8.self
        )
        .split(separator: "\n")
        #expect(lines.count == 2)
        let metrics = try lines.map { line in
            // Time comes last.
            try #require(line.range(of: #","time":"#).map { String(line[..<$0.lowerBound]) }, "no time in \(line)")
        }
        return (
            metrics.joined(separator: "\n"), try Data(contentsOf: folder.appendingPathComponent("episodes.jsonl.zst")),
            try Data(contentsOf: folder.appendingPathComponent("tables/rates.jsonl"))
        )
    }

    @Test func toTheByte() throws {
        let (first, second, other) = (try record(seed: 5), try record(seed: 5), try record(seed: 6))
        #expect(first.metrics == second.metrics)
        #expect(first.episodes == second.episodes)
        #expect(first.rates == second.rates)
        #expect(first.metrics != other.metrics)
        #expect(first.episodes != other.episodes)
    }
}
