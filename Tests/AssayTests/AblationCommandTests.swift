import Foundation
import JSON
import TestSupport
import Testing

/// `assay ablation` of a sweep whose trials evaluate the bundled policy.
@Suite struct AblationCommandTests {
    private let folder: TemporaryFolder
    private var runs: String { folder.file("runs") }

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            sweep { reference = "three", arms = { one = { turns = 1 } }, seeds = 2 }
            local p = run.params { turns = { 3, integer = true }, problems = 20 }
            local set, python = dataset.minicontests { test = p.problems }, executor.python { cpu_seconds = 1 }
            local policy = model.load "minicoder"
            if p.problems == 5 and p.turns == 1 then error("no such luck") end
            for step = 1, 3 do run.log { solve_rate = step / 10 + run.seed / 100 } end
            environment.evaluate { policy = policy, problems = set.test, executor = python, turns = 1, name = "first" }
            return environment.evaluate { policy = policy, problems = set.test, executor = python, turns = p.turns, name = "all" }
            """, to: "x.lua")
    }

    private func assay(_ arguments: String...) throws -> AssayProgram.Outcome {
        try AssayProgram.run(arguments, runs: runs)
    }

    @Test func armsAreComparedInEveryFormat() throws {
        let sweep = try assay("sweep", folder.file("x.lua"), "--name", "a")
        #expect(sweep.status == 0, "\(sweep.errors)")
        let json = try JSONParser.parse(Array(try assay("ablation", "a", "--format", "json").output.utf8))
        let arms = try #require(json["arms"]?.array)
        #expect(json["reference"] == "three")
        #expect(arms.map { $0["arm"]?.string } == ["three", "one"])
        #expect(arms.map { $0["n"]?.int } == [20, 20])
        #expect(arms.map { $0["seeds"]?.array?.count } == [2, 2])
        // The rates are those that the runs returned.
        let standing =
            try JSONParser.parse(Array(try assay("sweep", "status", "a", "--json").output.utf8))["standing"]?.array
            ?? []
        let solved = try standing.map { trial -> Double in
            let run = try #require(trial["run"]?.string)
            let show = try JSONParser.parse(
                try Array(Data(contentsOf: URL(fileURLWithPath: "\(runs)/\(run)/run.json"))))
            return try #require(show["result"]?["solved"]?.double)
        }
        let mean = (solved[0] + solved[2]) / 2
        #expect(abs((arms[0]["solved"]?["value"]?.double ?? -1) - mean) < 1e-12)
        let text = try assay("ablation", "a")
        #expect(
            text.output.hasPrefix(
                "a, evaluation \"all\" (the last of 2 that all runs have: \"first\", \"all\"; --evaluation"),
            "\(text.output)"
        )
        #expect(text.output.contains("difference to three"))
        #expect(json["evaluations"] == ["all"] && json["runs"]?["one"] == ["a.2", "a.4"])
        let same = try JSONParser.parse(
            Array(try assay("ablation", "a", "--evaluation", "first", "--format", "json").output.utf8))
        #expect(same["arms"]?.array?[1]["difference"]?["value"]?.double == 0)
        #expect(try assay("ablation", "a", "--format", "latex").output.contains("\\toprule"))
        #expect(try assay("ablation", "a", "--format", "markdown").output.hasPrefix("| arm |"))
        #expect(try assay("ablation", "a", "--format", "csv").output.split(separator: "\n").count == 3)
        #expect(try assay("ablation", "a", "--problems").output.contains("minicontests/test/"))
        let listed = try assay("ablation", "a", "--problems", "--output", folder.file("problems.txt"))
        #expect(listed.output == "" && FileManager.default.fileExists(atPath: folder.file("problems.txt")))
        let both = try assay("ablation", "a", "--evaluation", "first", "--evaluation", "all", "--arm", "three")
        #expect(both.output.contains("difference to three, first"), "\(both.errors)")
        let drawn = try assay(
            "ablation", "a", "--figure", folder.file("a.svg"), "--output", folder.file("a.md"), "--format", "markdown")
        #expect(drawn.status == 0 && drawn.output.isEmpty, "\(drawn.errors)")
        let svg = try String(contentsOfFile: folder.file("a.svg"), encoding: .utf8)
        #expect(svg.contains("Learning curves: solve_rate") && svg.contains("Difference to three"))
    }

    @Test func whatIsMissingIsNamed() throws {
        let sweep = try assay("sweep", folder.file("x.lua"), "problems=5", "--name", "b")
        #expect(sweep.status == 1)
        let refused = try assay("ablation", "b")
        #expect(refused.status == 1)
        #expect(
            refused.errors.contains(
                "the sweep b is not whole: trial 2 (one, seed 1) failed: "),
            "\(refused.errors)")
        #expect(refused.errors.contains("no such luck") && refused.errors.contains("; trial 4 (one, seed 2) failed"))
        #expect(try assay("ablation", "b", "--arm", "three").output.contains("\nthree"))
        #expect(try assay("ablation", "b", "--margin", "2").status == 2)
    }
}
