import LuaHost
import Rollouts
import RunStore
import Testing

/// Rewards and feedback that a script computes.
@Suite struct CallbackTests {
    /// A script that plays one update of four episodes and trains on them.
    private func script(_ options: String) -> String {
        """
        local env = environment.code {
          problems = dataset.minicontests({}).train, executor = executor.python { workers = 1 }, turns = 2,
          \(options)
        }
        local ppo = trainer.ppo { policy = \(Project.policy), environment = env, episodes = 4 }
        for update in ppo:updates(1) do run.log(update) end
        """
    }

    private func episodes(_ options: String) throws -> [RecordedEpisode] {
        let ran = try ScriptFixture().run(script(options))
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        let file = try #require(try ran.record?.episodes())
        #expect(file.count == 4)
        return try (1...4).compactMap { try file.episode($0) }
    }

    @Test func aNumberIsPaidAtTheLastTurn() throws {
        for recorded in try episodes("reward = function(e) return 10 * #e.turns + (e.solved and 1 or 0) end") {
            let turns = recorded.episode.turns
            #expect(turns.last?.reward == Double(10 * turns.count + (recorded.episode.solved ? 1 : 0)))
            #expect(turns.dropLast().allSatisfy { $0.reward == 0 })
        }
    }

    @Test func aListPaysEachTurn() throws {
        let reward =
            "reward = function(e) local r = {} for i, t in ipairs(e.turns) do r[i] = i + t.tokens / 1000 end return r end"
        for recorded in try episodes(reward) {
            for (index, turn) in recorded.episode.turns.enumerated() {
                #expect(turn.reward == Double(index + 1) + Double(turn.answer.count) / 1000)
            }
        }
    }

    @Test func feedbackIsWhatTheFunctionSays() throws {
        let told = try episodes("feedback = function(a) return 'turn ' .. a.turn .. ' of ' .. a.problem end")
            .flatMap { recorded in recorded.episode.turns.map { (recorded.episode.problem.name, $0.feedback) } }
            .filter { $0.1 != nil }
        #expect(!told.isEmpty)
        for (name, feedback) in told { #expect(feedback == "turn 1 of \(name)") }
    }

    @Test func answersWithoutAProgramHaveAllFields() throws {
        // Random weights write no programs.
        let random = script(
            "feedback = function(a) return a.verdict .. #a.program end, reward = function(e) return #e.turns[1].verdict end"
        ).replacing(Project.policy, with: "model.untrained \"minicoder\"")
        let ran = try ScriptFixture().run(random)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        var told: [String] = []
        try ran.record?.episodes().forEach { recorded in
            told += recorded.episode.turns.filter { $0.program == nil }.compactMap(\.feedback)
        }
        #expect(!told.isEmpty && Set(told) == ["no program0"])
    }

    @Test(arguments: ["reward", "feedback"]) func anErrorInsideHasItsLine(_ name: String) throws {
        let ran = try ScriptFixture().run(script("\(name) = function(x)\n  return x.nothing.at_all\nend"))
        let error = try #require(ran.error)
        #expect(error.message.contains("has no field 'nothing'; it has problem, statement,"))
        #expect(error.frames.map(\.line) == [4, 8])
        #expect(ran.status == .failed)
    }

    @Test(arguments: [
        ("reward = function() return 'much' end", "the function 'reward': its result must be a number"),
        ("reward = function() end", "the function 'reward': its result must be a number"),
        ("reward = function() return 0/0 end", "it must give one finite number, or one for each of its"),
        ("reward = function() return { 1, 2, 3 } end", "the reward function gave [1.0, 2.0, 3.0] for the episode on"),
        (
            "feedback = function() return 7 end",
            "the function 'feedback': its result must be a string, not the number 7"
        ),
    ]) func resultsAreChecked(_ option: String, _ message: String) throws {
        let error = try #require(try ScriptFixture().run(script(option)).error)
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == 6)
    }
}
