import Analysis
import JSON
import LuaHost
import Rollouts
import RunStore
import ScriptAPI
import Statistics
import TestSupport
import Testing

/// What scripts do with evaluations that have ended.
@Suite struct EvaluationHandleTests {
    /// Two evaluations of one policy, at two temperatures.
    private static let setup = """
        local python, problems = executor.python { cpu_seconds = 1 }, dataset.minicontests { test = 24 }.test
        local policy = \(Project.policy)
        local function evaluate(seed, temperature, more)
          local options = { policy = policy, problems = problems, executor = python, seed = seed, temperature = temperature }
          for name, value in pairs(more or {}) do options[name] = value end
          return environment.evaluate(options)
        end

        """

    private func ran(_ script: String) throws -> ScriptFixture.Ran {
        let ran = try ScriptFixture().run(Self.setup + script)
        #expect(ran.isCompleted, "\(String(describing: ran.error))")
        return ran
    }

    /// The columns are those that a record gives to anybody who reads it.
    @Test func ratesAtABudgetStandInTheReport() throws {
        let ran = try ran(
            """
            local rates = evaluate(1, 1, { samples = 4, independent = 6, report = { "2@7", "1@2", "pass@12", "independent 2@6" } })
            run.row("rates", rates)
            print(rates.evaluation:rate("2@7").value == rates["2@7"], rates.evaluation:rate("2@7").drawn)
            """)
        let record = try #require(ran.record), row = try #require(try record.table("rates").objects.first)
        #expect(ran.output.hasPrefix("true\t2\n"))
        let evaluation = try EvaluationRecord(of: record)
        for form in ["2@7", "pass@12", "independent 2@6"] {
            let rate = try evaluation.rate(try #require(.init(form)))
            #expect(row[form]?.double == rate.value)
            #expect(row[form + " 95%"]?.array?.compactMap(\.double) == rate.interval)
        }
        // 1@2 was there before.
        #expect(row.members.filter { $0.key == "1@2" }.count == 1)
        #expect(row.members.map(\.key).firstIndex(of: "1@2")! < row.members.map(\.key).firstIndex(of: "turns")!)
    }

    @Test func tablesOfAnEvaluationAreThoseOfItsRecord() throws {
        let ran = try ran(
            """
            local e = evaluate(1, 1).evaluation
            for name, rows in pairs { by_turn = e:by_turn(), errors = e:errors(), recovery = e:recovery(), similarity = e:similarity() } do
              for _, row in ipairs(rows) do run.row(name, row) end
            end
            """)
        let record = try #require(ran.record)
        let evaluation = try EvaluationRecord(of: record, comparesPrograms: true)
        let turns = try TurnAnalysis(evaluation.problems, turns: evaluation.turns)
        /// A script has no null: fields that have no value are not there.
        func withoutNulls(_ rows: [JSONObject]) -> [JSONObject] {
            rows.map { row in JSONObject(row.members.filter { $0.value != .null }.map { ($0.key, $0.value) }) }
        }
        for (name, rows) in [
            ("by_turn", turns.solvedByTurn.objects), ("errors", turns.errorsByTurn.objects),
            ("recovery", turns.recovery.objects), ("similarity", turns.similarity.objects),
        ] {
            let given = try record.table(name).objects
            #expect(!rows.isEmpty && withoutNulls(given) == withoutNulls(rows), "\(name)")
        }
    }

    @Test func comparisonsArePairedByProblem() throws {
        let ran = try ran(
            """
            local hot, cold = evaluate(1, 1), evaluate(1, 0)
            local c = stats.compare(hot, cold.evaluation)
            run.row("c", c)
            local back = stats.compare(cold, hot, 0.5)
            print(c.difference == -back.difference, c.wins == back.losses, c.n, c.wins + c.losses + c.ties, c.margin, back.equivalence)
            print(math.abs(c.difference - (hot.solved - cold.solved)) < 1e-12, c.lower <= c.difference and c.difference <= c.upper)
            print(stats.compare(hot, hot).difference, stats.compare(hot, hot).p)
            """)
        let lines = ran.output.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("true\ttrue\t24\t24\tnil\t"))
        #expect(lines[1] == "true\ttrue" && lines[2].hasSuffix("\t1.0"))
        #expect(try ran.record?.table("c").objects[0]["method"]?.string?.contains("over clusters of problems") == true)
    }

    @Test func ablationsAreRecordedAndShown() throws {
        let ran = try ran(
            """
            local arms = { silent = {}, told = {} }
            for seed = 1, 2 do
              table.insert(arms.silent, evaluate(seed, 1, { feedback = "none" }))
              table.insert(arms.told, evaluate(seed, 1).evaluation)
            end
            local rows = run.ablation { reference = "silent", arms = arms, name = "feedback" }
            print(#rows, rows[1].arm, rows[1].difference, rows[2].arm, rows[2].seeds, rows[2].difference ~= nil)
            """)
        let folder = try #require(ran.record).folder
        let notes = String(decoding: try Files.read(folder + "/notes.md", limit: 10_000), as: UTF8.self)
        #expect(notes.hasPrefix("feedback: Intervals of rates: ") && notes.contains("Differences to silent: "))
        #expect(ran.output.contains("2\tsilent\tnil\ttold\t2\ttrue\n") && ran.output.contains("\nfeedback\n"))
        let rows = try #require(try ran.record?.table("feedback").objects)
        #expect(rows.map { $0["arm"]?.string } == ["silent", "told"])
        #expect(rows[1]["attainable_p"]?.double == 0.5 && rows[1]["holm_p"]?.double == rows[1]["p"]?.double)
        #expect(try ran.record?.calls().last?.name == "run.ablation")
    }

    @Test(arguments: [
        (
            "evaluate(1, 1, { report = { '10@100' } })",
            "environment.evaluate: 'report' has \"10@100\", which takes 33 conversations of up to 3 turns a problem, and 'samples' is 1; set samples = 33"
        ),
        (
            "evaluate(1, 1, { report = { 'independent 1@3' } })",
            "takes 3 single-turn samples a problem, and 'independent' is 0; set independent = 3"
        ),
        (
            "evaluate(1, 1, { report = { '1@3', '3@1' } })",
            "'report[2]' must be a rate, n@k with n programs handed in of k"
        ),
        (
            "evaluate(1, 1).evaluation:rate '5@6'",
            "5@6 takes 2 conversations of up to 3 turns a problem, and evaluation \"evaluation 1\" of"
        ),
        (
            "stats.compare(evaluate(1, 1), { solved = 1 })",
            "stats.compare: 'b' must be an evaluation, or what environment.evaluate gave, not a table"
        ),
        (
            "stats.compare(evaluate(1, 1), evaluate(1, 1, { samples = 2 }))",
            "stats.compare: the results cannot be compared: the numbers of samples of a problem differ"
        ),
        ("stats.compare(evaluate(1, 1), evaluate(1, 1, { problems = problems:take(20) }))", "lacks 4 problems"),
        ("stats.compare(evaluate(1, 1), evaluate(1, 1), 2)", "the margin 2.0 is not between 0 and 1"),
        (
            "run.ablation { reference = 'a', arms = { a = evaluate(1, 1), b = { 3 } } }",
            "the arm 'b' [1] must be an evaluation"
        ),
        (
            "run.ablation { reference = 'c', arms = { a = evaluate(1, 1), b = evaluate(2, 1) } }",
            "the reference \"c\" is none of the arms \"a\", \"b\""
        ),
        (
            "local e = evaluate(1, 1) run.ablation { reference = 'a', arms = { a = { e, e }, b = e } }",
            "arm \"b\" lacks seed 2, which others have"
        ),
        ("print(evaluate(1, 1).evaluation:errors()[1].verdict)", "TurnOutcome has no field 'verdict'"),
    ]) func mistakesAreNamedAtTheirLine(line: String, sentence: String) throws {
        let error = try #require(try ScriptFixture().run(Self.setup + line).error)
        #expect(error.message.contains(sentence), "\(error.message)")
        #expect(error.line == 8 || error.frames.contains { $0.line == 8 })
    }

    /// A resumed run is given the same, from its record or worked out anew.
    @Test(arguments: ["evaluated", "compared", "told"]) func aResumedRunGetsTheSame(stop: String) throws {
        let script =
            Self.setup + """
                local a = evaluate(1, 1, { samples = 2, report = { "2@6" } })
                print "evaluated"
                local b = evaluate(2, 1, { samples = 2 })
                run.row("compared", stats.compare(a, b))
                print "compared"
                for _, row in ipairs(a.evaluation:recovery()) do run.row("recovery", row) end
                print "told"
                run.ablation { reference = "a", arms = { a = a, b = b } }
                run.row("rates", a)
                return a
                """
        func tables(_ ran: ScriptFixture.Ran) throws -> [String] {
            let record = try #require(ran.record)
            let rows = try record.tableFiles().flatMap { name in try record.table(name).objects.map { name + $0.text } }
            return rows + [record.info.result.text]
        }
        let whole = try ScriptFixture().run(script, interval: 0)
        #expect(whole.isCompleted, "\(String(describing: whole.error))")
        let fixture = try ScriptFixture(), interrupt = Interrupt()
        let stopped = try fixture.run(
            script, interval: 0, interrupt: interrupt, printed: { if $0.hasPrefix(stop) { interrupt.request() } })
        #expect(stopped.status == .interrupted)
        let resumed = try fixture.resume(#require(stopped.record))
        #expect(resumed.isCompleted, "\(String(describing: resumed.error))")
        #expect(try tables(resumed) == tables(whole))
        #expect(try tables(whole).last?.contains("evaluation") == false)
    }
}

extension JSONObject {
    fileprivate var text: String { JSONValue.object(self).text }
}
