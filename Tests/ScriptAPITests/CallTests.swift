import JSON
import RunStore
import Testing

/// Every call of a script is in its record, and stays there.
@Suite struct CallTests {
    private static let script = """
        local problems, python = dataset.minicontests { test = 3 }, executor.python { cpu_seconds = 1, workers = 1 }
        local policy = \(Project.policy)
        local env = environment.code { problems = problems.train, executor = python, turns = 2,
          reward = function(e) return #e.turns end }
        local ppo = trainer.ppo { policy = policy, environment = env, episodes = 4, kl = 0.5 }
        for update in ppo:updates(2) do run.log(update) end
        policy:save "trained"
        local rates = environment.evaluate { policy = policy, problems = problems.test, executor = python, name = "final" }
        run.row("rates", { who = "mine", solved = rates.solved, turns = rates.turns })
        run.row("rates", { who = "nobody", solved = 7 })
        print(pcall(python.judge, python, { source = "", tests = { { input = 1 } } }))
        python:run { source = "print(1)" }
        """

    @Test func theyAreListedWithWhatTheyUsedAndGave() throws {
        let ran = try ScriptFixture().run(Self.script)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        let record = try #require(ran.record), calls = try record.calls()
        let names = calls.map(\.name).filter { $0 != "environment.evaluate:batch" }
        #expect(
            names == [
                "dataset.minicontests", "executor.python",
                "model." + (Project.policy.contains("untrained") ? "untrained" : "load"),
                "environment.code", "trainer.ppo", "PPO:updates", "PPO:updates", "Policy:save", "environment.evaluate",
                "Executor:run",
            ])
        #expect(calls.map(\.number) == Array(1...calls.count))
        func call(_ name: String) throws -> RecordedCall { try #require(calls.first { $0.name == name }) }
        #expect(try call("executor.python").settings["cpu_seconds"] == 1.0)
        #expect(try call("dataset.minicontests").settings["test"] == 3)
        let environment = try call("environment.code").settings
        #expect(environment["turns"] == 2 && environment["window"] == 2 && environment["reward"] == "function")
        #expect(environment["executor"] == ["executor": 1])
        #expect(try call("trainer.ppo").settings["kl"] == 0.5 && call("trainer.ppo").settings["clip"] == 0.2)
        let updates = calls.filter { $0.name == "PPO:updates" }
        #expect(updates.map { $0.inputs["policy"] } == [["policy": 1, "version": 0], ["policy": 1, "version": 1]])
        #expect(updates.map { $0.episodes?.first } == [1, 5] && updates.allSatisfy { $0.episodes?.count == 4 })
        #expect(updates.map { $0.result?["step"] } == [1, 2] && updates.allSatisfy { $0.json["inside"] == nil })
        #expect(try call("environment.evaluate").result?["n"] == 3)
        #expect(try call("Executor:run").result?["stdout"] == "1\n")

        // Which call a value came from stands in the record; a row of the script's own has none.
        let origins = try record.origins()
        #expect(origins.count == 3)
        let evaluate = try call("environment.evaluate").number
        #expect(origins.map(\.call) == updates.map(\.number) + [evaluate])
        #expect(origins[0].place == .metrics(line: 1) && origins[2].place == .row(table: "rates", number: 1))
        #expect(origins[2].names == ["solved", "turns"] && origins[0].names.contains("kl"))
    }
}
