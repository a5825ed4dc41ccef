import JSON
import Foundation
import LuaHost
import RunStore
import TestSupport
import Testing

@Suite struct RecordTests {
    @Test func everythingIsKeptByItsCell() throws {
        let ran = try ScriptFixture().run(
            """
            print "before"
            -- %% Train
            for i = 1, 3 do run.log { loss = 1 / i, time = { seconds = i } } end
            run.log { step = 10, loss = 0 }
            run.log { loss = 0 }
            run.plot { "loss", y = { 1, 0.5, 0.25 } }
            -- %% Evaluate
            run.table("rates", { "who", "rate", "absent" })
            run.row("rates", { who = "base", dropped = true }, { rate = 0.25 })
            run.row("rates", { who = "RLEF", rate = 0.5 })
            run.row("free", { b = 1, a = { 0.1, 0.2 } })
            run.note "It *works*."
            print(run.artifact("data.bin", "\\0\\xff"))
            """)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        let record = try #require(ran.record)
        #expect(record.info.status == .completed)
        #expect(record.info.provenance["libtorch"] != nil)
        #expect(record.info.determinism?.level == "bitwise")
        let loss = try #require(try record.metrics().columns.first { $0.name == "loss" })
        #expect(loss.steps == [1, 2, 3, 10, 11])
        #expect(loss.values == [1, 0.5, 1.0 / 3, 0, 0])
        let rates = try record.table("rates").objects
        #expect(rates[0] == ["who": "base", "rate": 0.25, "absent": nil])
        #expect(try record.table("free").objects == [["a": [0.1, 0.2], "b": 1]])
        let cells = try record.cells()
        #expect(cells.map(\.title) == ["", "Train", "Evaluate"])
        #expect(cells.map(\.line) == [1, 2, 7])
        #expect(cells[0].items == [.printed("before\n")])
        #expect(cells[1].items == [.plot("loss")])
        #expect(
            cells[2].items == [
                .table("rates", firstRow: 0), .table("free", firstRow: 0), .note("It *works*."), .artifact("data.bin"),
                .printed(record.folder + "/artifacts/data.bin\n"),
            ])
        #expect(FileManager.default.contents(atPath: record.folder + "/artifacts/data.bin") == Data([0, 255]))
        #expect(FileManager.default.fileExists(atPath: record.plotPath("loss", "svg")))
        let shown = ran.output.components(separatedBy: "\n")
        #expect(shown.contains("rates") && shown.contains("base  0.25") && shown.contains("RLEF  0.50"))
    }

    @Test func numbersThatAreNoneAreKept() throws {
        let ran = try ScriptFixture().run("run.log { a = 0/0, b = 1/0, c = -1/0, d = 1e308 } run.row('t', { a = 0/0 })")
        #expect(ran.isCompleted)
        let columns = try #require(try ran.record?.metrics().columns.filter { !$0.isTime })
        #expect(columns.map(\.name) == ["a", "b", "c", "d"])
        #expect(columns[0].values[0].isNaN)
        #expect(columns.dropFirst().map { $0.values[0] } == [.infinity, -.infinity, 1e308])
        #expect(ran.output == "\nt\n  a\nnan\n")
    }

    @Test(arguments: [
        (
            "run.log { step = 5, a = 1 } run.log { step = 4, a = 1 }",
            "the step 4 comes after step 5: steps do not go back"
        ),
        ("run.log { step = 5, a = 1 } run.log { step = 5, a = 2 }", "the metric 'a' was logged at step 5 already"),
        ("run.log { who = 'me' }", "the metric 'who' must be a number, not the string \"me\""),
        ("run.log { who = { 1 } }", "the metric 'who' must be a number, not a table"),
    ]) func aStepIsOnePoint(_ source: String, _ message: String) throws {
        let error = try #require(try ScriptFixture().run(source).error)
        #expect(error.message.contains(message) && error.line == 1, "\(error)")
    }

    @Test func metricsOfOneStepBelongTogether() throws {
        let ran = try ScriptFixture().run(
            """
            run.log { step = 2, a = 1 }
            run.log { step = 2, b = 2, done = true }
            run.log { a = 3 }
            local problems, python = dataset.minicontests {}, executor.python { workers = 1 }
            local policy = \(Project.policy)
            local env = environment.code { problems = problems.train, executor = python, turns = 1 }
            for update in trainer.ppo({ policy = policy, environment = env, episodes = 2 }):updates(2) do
              run.log(update)
              run.log { mine = 10 * update.step }
            end
            run.log { step = 4, a = 5 }
            """)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        let columns = try #require(try ran.record?.metrics().columns)
        func steps(_ name: String) -> [Double]? { columns.first { $0.name == name }?.steps }
        #expect(steps("a") == [2, 3, 4] && steps("b") == [2] && steps("done") == [2])
        #expect(steps("kl") == [1, 2] && steps("mine") == [1, 2])
    }

    @Test func aLateErrorLosesNothing() throws {
        let ran = try ScriptFixture().run(
            """
            for i = 1, 100 do
              run.log { loss = 1 / i }
              run.row("all", { i = i })
            end
            local x = nil
            print(x.field)
            """)
        #expect(ran.error?.line == 6)
        let record = try #require(ran.record)
        #expect(record.info.status == .failed)
        #expect(record.info.error?.contains("attempt to index a nil value (local 'x')") == true)
        #expect(record.info.error?.contains("> 6 | print(x.field)") == true)
        #expect(try record.metrics().count == 100)
        #expect(try record.table("all").objects.count == 100)
        // The rows were shown too, the last of them.
        #expect(ran.output.contains("the last 50 of 100 rows"))
    }

    @Test func requiredModulesAreRecorded() throws {
        let fixture = try ScriptFixture()
        try fixture.folder.write("return { turns = 3 }", to: "lib/common.lua")
        try fixture.folder.write("error('broken')", to: "bad.lua")
        let ran = try fixture.run(
            "local c = require 'lib.common'\nlocal p = run.params { turns = c.turns }\nprint(p.turns)", [("turns", "4")]
        )
        #expect(ran.output == "4\n")
        #expect(try ran.record?.source("lib/common.lua") == "return { turns = 3 }")
        let failed = try fixture.run("run.note 'x' require 'bad'")
        #expect(failed.error?.file?.hasSuffix("bad.lua") == true)
        #expect(try failed.record?.source("bad.lua") == "error('broken')")
    }

    @Test func theClockDecidesTheLevel() throws {
        let ran = try ScriptFixture().run("print(type(os.time()))")
        #expect(ran.record?.info.determinism == .init(level: "none", reason: "the script read the clock"))
    }

    @Test func aFolderThatCannotBeWrittenIsNamed() throws {
        let fixture = try ScriptFixture()
        try fixture.folder.write("a file", to: "runs")
        let error = #expect(throws: RunStoreError.self) { try fixture.run("print 'x'") }
        #expect(error?.description.hasPrefix("cannot write \(fixture.folder.file("runs"))") == true)
    }
}
