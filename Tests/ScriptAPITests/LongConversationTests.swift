import Replay
import Rollouts
import RunStore
import ScriptAPI
import Testing

/// A conversation that outgrows the policy's context ends by itself; the update goes on, and learns from what there was.
@Suite struct LongConversationTests {
    @Test func itEndsWithAReason() throws {
        let ran = try ScriptFixture().run(
            """
            local env = environment.code {
              problems = dataset.minicontests({}).train, executor = executor.python { workers = 1 }, turns = 100, window = 100,
              feedback = function(a) return string.rep("again ", 20) end,
            }
            local ppo = trainer.ppo { policy = model.untrained "minicoder", environment = env, episodes = 4 }
            for update in ppo:updates(2) do run.log(update) end
            """)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        let record = try #require(ran.record)
        var ends: [Episode.End?] = []
        try record.episodes().forEach { recorded in
            ends.append(recorded.episode.end)
            #expect(!recorded.episode.turns.isEmpty && recorded.episode.turns.count < 100)
            #expect(recorded.episode.turns.last?.feedback != nil)
        }
        #expect(ends == Array(repeating: .context, count: 8))
        let report = try RunReplay(record).check()
        #expect(report.isConsistent && report.episodes == 8, "\(report.findings)")
    }
}
