import JSON
import LuaHost
import RunStore
import ScriptAPI
import Testing

/// The tables that scripts are given hold what is declared of them, and say so when something else is read.
@Suite struct GivenTablesTests {
    /// Gets one of each kind, and prints its fields.
    private static let script = """
        local function show(kind, t)
          local names = {}
          for name in pairs(t) do names[#names + 1] = name end
          print(kind .. "|" .. table.concat(names, "|"))
        end
        local python = executor.python { workers = 1 }
        local sets = dataset.minicontests { train = 8, valid = 2, test = 2 }
        show("MiniContests", sets)
        local problem = sets.train:at(1)
        show("Problem", problem) show("Test", problem.public_tests[1])
        show("Outcome", python:run "print(1)")
        local judged = python:judge {
          "print(input())", tests = { { input = "1", expected = "1" }, { input = "2", expected = "3" } },
        }
        show("Judgement", judged) show("Outcome", judged.outcomes[2])
        python:judge { "print(1)", tests = { {} }, checker = function(t) show("PrintedOutput", t) return true end }
        show("Grade", python:grade { "print(1)", problem = problem })
        local policy = \(Project.policy)
        local env = environment.code {
          problems = sets.train, executor = python, turns = 2,
          feedback = function(a)
            show("Attempt", a)
            if a.tests[1] then show("AttemptedTest", a.tests[1]) end
            return "no"
          end,
          checker = function(t) show("PrintedOutput", t) return t.output == t.expected end,
          reward = function(e) show("Episode", e) show("Turn", e.turns[1]) return e.solved and 1 or 0 end,
        }
        for update in trainer.ppo { policy = policy, environment = env, episodes = 4 }:updates(1) do
          show("Update", update) show("UpdateTime", update.time)
          update.mine = 1
          run.log(update)
        end
        for step in trainer.sft { policy = policy }:pass { dataset.conversations { "skill", count = 8 }, every = 1 } do
          show("PassReport", step) show("PassTime", step.time)
        end
        local played = env:play { policy = policy, count = 1 }[1]
        show("PlayedEpisode", played) show("PlayedTurn", played.turns[1])
        local rates = environment.evaluate {
          policy = policy, problems = sets.test, executor = python, turns = 2, samples = 2, independent = 2,
          report = { "2@4", "pass@2", "independent 2@2" } }
        show("Rates", rates)
        run.row("rates", { who = "x" }, rates)
        local again = environment.evaluate {
          policy = policy, problems = sets.test, executor = python, turns = 2, samples = 2, seed = 9 }.evaluation
        show("SampledRate", rates.evaluation:rate "2@4")
        show("TurnRates", rates.evaluation:by_turn()[2])
        show("TurnOutcome", rates.evaluation:errors()[1])
        local none = environment.evaluate {
          policy = policy, problems = sets.test, executor = python, turns = 2, max_tokens = 1, samples = 2 }.evaluation
        for _, row in ipairs(none:recovery()) do show("Recovery", row) end
        local all = environment.evaluate {
          policy = policy, problems = dataset.minicontests { test = 20 }.test, executor = python, turns = 3 }.evaluation
        for _, row in ipairs(all:similarity()) do show("Similarity", row) end
        show("Usage", model.served({ "http://127.0.0.1:1", name = "m", prompt_price = 1 }):usage())
        show("Sample", policy:generate { "a", max_tokens = 1 }[1])
        show("LogProbs", policy:logprobs { "b", prompt = "a" })
        show("Comparison", stats.compare(rates, again, 0.1))
        for _, row in ipairs(run.ablation { reference = "one", arms = { one = rates, two = { again } } }) do
          show("AblationRow", row)
        end
        """

    @Test func theyHoldWhatIsDeclared() throws {
        let ran = try ScriptFixture().run(Self.script)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        var shown: [String: [Set<String>]] = [:]
        for line in ran.output.split(separator: "\n") where line.contains("|") {
            let parts = line.split(separator: "|").map(String.init)
            shown[parts[0], default: []].append(Set(parts.dropFirst()))
        }
        for record in Reference.interface().records {
            let tables = shown[record.name] ?? []
            #expect(!tables.isEmpty || record.name == "AttemptedTest", "no \(record.name) was given")
            let declared = Set(record.fields.map(\.name))
            let required = Set(record.fields.filter { !$0.isOptional && !$0.isPattern }.map(\.name))
            for table in tables {
                #expect(required.subtracting(table).isEmpty, "\(record.name) lacks \(required.subtracting(table))")
                let patterns = [/(?:independent )?(?:\d+|pass)@\d+/, /.* 95%/]
                let more = table.subtracting(declared).filter { name in
                    record.name != "Rates" || !patterns.contains { name.wholeMatch(of: $0) != nil }
                }
                #expect(more.isEmpty, "\(record.name) holds \(more), which its declaration does not say")
            }
        }
        let row = try #require(try ran.record?.table("rates").objects.first)
        #expect(row["who"]?.string == "x" && row["1@2"] != nil && row["solved 95%"]?.array?.count == 2)
        #expect(row["evaluation"] == nil && row["2@4 95%"]?.array?.count == 2)
    }

    @Test(arguments: [
        ("local _ = p.tuns", "the script declares no parameter 'tuns'; did you mean 'turns'? it declares kl, turns"),
        ("local _ = p.kl_coef", "the script declares no parameter 'kl_coef'; did you mean 'kl'? it declares kl, turns"),
        ("p.kl = 3", "the parameter 'kl' cannot be changed"),
        ("local _ = python:run('print(1)').verdit", "Outcome has no field 'verdit'; did you mean 'verdict'?"),
        ("local _ = sets.tran", "MiniContests has no field 'tran'; did you mean 'train'? it has train, valid, test"),
        ("local _ = sets.test:at(1).tests", "Problem has no field 'tests'"),
        (
            "python:judge { 'print(1)', tests = { {} }, checker = function(t) return t.outptu == '1' end }",
            "PrintedOutput has no field 'outptu'; did you mean 'output'? it has input, expected, output, problem"
        ),
    ]) func typingMistakesAreErrors(_ line: String, _ message: String) throws {
        let script = """
            local p = run.params { turns = 3, kl = 0.05 } local _ = p.turns, p.kl
            local python, sets = executor.python { workers = 1 }, dataset.minicontests { train = 8, valid = 2, test = 2 }
            \(line)
            """
        let error = try #require(try ScriptFixture().run(script).error)
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == 3)
    }

    /// A misspelled field would train on a constant.
    @Test func mistakesInCallbacksAreErrors() throws {
        let script = """
            local env = environment.code {
              problems = dataset.minicontests {}.train, executor = executor.python { workers = 1 }, turns = 1,
              reward = function(e)
                return e.solvd and 1 or -1
              end,
            }
            for _ in trainer.ppo { policy = \(Project.policy), environment = env, episodes = 2, minibatches = 1 }:updates(1) do end
            """
        let error = try #require(try ScriptFixture().run(script).error)
        #expect(
            error.message
                == "Episode has no field 'solvd'; did you mean 'solved'? it has problem, statement, solved, passed_public, turns"
        )
        #expect(error.frames.map(\.line) == [4, 7])
    }
}
