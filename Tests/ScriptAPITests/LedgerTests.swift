import Foundation
import LuaHost
import Ledger
import RunStore
import Testing

/// What a script's executors remember.
@Suite struct LedgerTests {
    private func ran(_ source: String) throws -> (run: ScriptFixture.Ran, ledger: VerdictLedger) {
        let ran = try ScriptFixture().run(source)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        return (ran, try VerdictLedger(reading: try #require(ran.record).folder))
    }

    @Test func allExecutorsOfARunShareALedger() throws {
        let (run, ledger) = try ran(
            """
            local one, two = executor.python { workers = 1 }, executor.python { workers = 1, cpu_seconds = 2 }
            local lua = executor.lua { workers = 1 }
            for _ = 1, 2 do
              for _, x in ipairs { one, two, lua } do
                x:judge { "print(1)", tests = { { expected = "1" }, { expected = "1" } } }
                x:run { "print(2)" }
              end
            end
            print(one.asked, one.answered, two.asked, two.answered, lua.asked, lua.answered)
            -- The same again, by an executor like the first.
            executor.python { workers = 2 }:run { "print(2)" }
            """)
        #expect(run.output == "4\t2\t4\t2\t4\t2\n")
        #expect(try ledger.counts() == [.init(verdict: "accepted", programs: 6, executions: 6, answers: 7)])
        let runtimes = Set(try ledger.slowest(9).map { $0.runtime.split(separator: " ")[0] })
        #expect(runtimes == ["Python", "Lua"])
        #expect(try ledger.slowest(9).allSatisfy { $0.runtime.split(separator: ".").count == 3 })
    }

    @Test func anAnswerIsTheSameToTheByte() throws {
        let (run, _) = try ran(
            """
            local python = executor.python { workers = 1 }
            local source = "import sys\\nprint('é\\\\0' + input())\\nprint('oh', file=sys.stderr)\\nsys.exit(3)"
            local function text(t)
              local keys, out = {}, {}
              for k in pairs(t) do keys[#keys + 1] = k end
              table.sort(keys)
              for i, k in ipairs(keys) do out[i] = k .. "=" .. (type(t[k]) == "table" and #t[k] or tostring(t[k])) end
              return table.concat(out, " ")
            end
            local first = python:run { source, stdin = "x" }
            local second = python:run { source, stdin = "x" }
            print(text(first) == text(second), first.stdout, second.stderr, second.exit_code, python.answered)
            print(python:run { source, stdin = "y" }.stdout, python.answered)
            print(python:run { "import time" }.verdict, python:run { "import time" }.verdict, python.answered)
            """)
        #expect(run.output == "true\té\0x\n\toh\n\t3\t1\né\0y\n\t1\naccepted\taccepted\t1\n")
    }

    @Test func aCheckerIsAskedEachTime() throws {
        let (run, ledger) = try ran(
            """
            local python, asked = executor.python { workers = 1 }, 0
            for limit = 1, 2 do
              local judged = python:judge { "print(input())", tests = { { input = "1" }, { input = "2" } },
                checker = function(test) asked = asked + 1 return tonumber(test.output) <= limit end }
              print(judged.verdict)
            end
            print(asked, python.answered)
            """)
        #expect(run.output == "wrong answer\naccepted\n4\t1\n")
        // What ran is the program, which ended well; the checker's opinion is the script's.
        #expect(try ledger.counts() == [.init(verdict: "accepted", programs: 1, executions: 1, answers: 1)])
    }

    @Test func aScriptThatRunsNothingLeavesNoFile() throws {
        let ran = try ScriptFixture().run("local python = executor.python { workers = 1 }")
        #expect(throws: RunStoreError.self) { try VerdictLedger(reading: try #require(ran.record).folder) }
    }

    @Test func theFileIsCompleteByItself() throws {
        let (run, _) = try ran("executor.python { workers = 1 }:run 'pass'")
        let names = try FileManager.default.contentsOfDirectory(atPath: try #require(run.record).folder)
        #expect(names.filter { $0.hasPrefix("verdicts") } == ["verdicts.sqlite"])
    }

    /// The share depends on clocks, so it stands beside them and never among the numbers that are compared.
    @Test func whatWasAnsweredIsAMetricBesideTheTimes() throws {
        let (run, ledger) = try ran(
            """
            local env = environment.code {
              problems = dataset.minicontests({}).train, executor = executor.python { workers = 1 }, turns = 2 }
            local ppo = trainer.ppo { policy = \(Project.policy), environment = env, episodes = 8 }
            for update in ppo:updates(2) do run.log(update) end
            """)
        let columns = try #require(run.record).metrics().columns
        let programs = columns.filter { $0.name.contains("programs") }
        #expect(programs.map(\.name) == ["time.programs", "time.programs_answered"])
        #expect(programs.allSatisfy { $0.isTime && $0.steps == [1, 2] })
        let (asked, answered) = (programs[0].values.reduce(0, +), programs[1].values.reduce(0, +))
        let counts = try ledger.counts()
        #expect(counts.reduce(0) { $0 + $1.executions } == Int(asked - answered))
        #expect(counts.reduce(0) { $0 + $1.answers } == Int(answered))
    }
}
