import Foundation
import JSON
import RunStore
import TestSupport
import Testing

/// `assay sweep`, from the command line to the runs of its trials.
@Suite struct SweepCommandTests {
    private let folder: TemporaryFolder
    private var runs: String { folder.file("runs") }

    /// A trial of a few milliseconds whose result follows from its parameters.
    private static let script = """
        local p = run.params { turns = { 3, integer = true }, kl = 0.05 }
        for step = 1, 20 do run.log { loss = p.kl / step } end
        return { score = p.turns * 10 + run.seed, draw = math.random(1e9) }
        """

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.script, to: "x.lua")
    }

    private func assay(_ arguments: String...) throws -> AssayProgram.Outcome {
        try AssayProgram.run(arguments, runs: runs)
    }

    /// The trials of a sweep as `status --json` tells them.
    private func standing(_ name: String) throws -> [JSONValue] {
        let status = try assay("sweep", "status", name, "--json")
        #expect(status.status == 0, "\(status.errors)")
        return try JSONParser.parse(Array(status.output.utf8))["standing"]?.array ?? []
    }

    private func states(_ name: String) throws -> [String] { try standing(name).compactMap { $0["state"]?.string } }

    @Test func aGridIsRunAndItsBestIsSaid() throws {
        let outcome = try assay(
            "sweep", folder.file("x.lua"), "turns=1,5", "seed=1..2", "--name", "g", "--goal", "max score", "--jobs", "2"
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("g: 4 of 4 trials done"))
        #expect(outcome.output.contains("best score: 52 by trial 4, turns=5, seed 2, run g.4"))
        #expect(try standing("g").map { $0["value"]?.double } == [11, 51, 12, 52])
        let run = try RunReader(folder: runs + "/g.4")
        #expect(run.info.sweep == ["sweep": "g", "trial": 4, "point": 2])
        #expect(run.info.seed == 2)
        #expect(try assay("sweep", "replay", "g").output.hasPrefix("identical"))
        // A trial is a run as any other.
        #expect(try assay("rerun", "g.4").status == 0)
        let resumed = try assay("sweep", "resume", "g")
        #expect(resumed.status == 0)
        #expect(try RunsFolder(runs).runs().runs.count == 5)
    }

    @Test func whatIsThereIsLinkedAndNotRunAgain() throws {
        _ = try assay("run", folder.file("x.lua"), "turns=5", "--seed", "2")
        _ = try assay("run", folder.file("x.lua"), "turns=5", "kl=0.1", "--seed", "2")
        let outcome = try assay(
            "sweep", folder.file("x.lua"), "turns=1,5", "seed=2", "--name", "g", "--goal", "max score")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try states("g") == ["completed", "linked"])
        #expect(try standing("g").map { $0["value"]?.double } == [12, 52])
        // Another script is another experiment, and so it is to who says so.
        try folder.write(Self.script + "\n-- other", to: "x.lua")
        _ = try assay("sweep", folder.file("x.lua"), "turns=1,5", "seed=2", "--name", "h")
        #expect(try states("h") == ["completed", "completed"])
        _ = try assay("sweep", folder.file("x.lua"), "turns=1,5", "seed=2", "--name", "i", "--run-all")
        #expect(try states("i") == ["completed", "completed"])
    }

    @Test func theScriptAndItsModulesAreFrozen() throws {
        try folder.write("return { turns = 1, score = function(p) return p.turns end }", to: "lib.lua")
        try folder.write(
            "local lib = require 'lib'\nlocal p = run.params { turns = 3 }\nreturn { score = lib.score(p) }",
            to: "m.lua")
        _ = try assay("sweep", folder.file("m.lua"), "turns=1,2,3", "--name", "f", "--dry-run")
        let begun = try assay("sweep", folder.file("m.lua"), "turns=1,2", "--name", "f", "--goal", "max score")
        #expect(begun.status == 0, "\(begun.errors)")
        try folder.write("error('another module')", to: "lib.lua")
        try folder.write("error('another script')", to: "m.lua")
        _ = try assay("rm", "f.2", "--yes")
        let resumed = try assay("sweep", "resume", "f")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try standing("f").map { $0["value"]?.double } == [1, 2])
    }

    @Test func aFailureIsOneLineAndCanBeTriedAgain() throws {
        try folder.write(
            """
            local p = run.params { turns = 3 }
            run.log { loss = 1 }
            if p.turns == 2 then error("turns may not be 2") end
            return { score = p.turns }
            """, to: "y.lua")
        let outcome = try assay("sweep", folder.file("y.lua"), "turns=1,2,3", "--name", "f")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains(
                "trial 2  failed  turns=2, seed 1  error: turns may not be 2 (at \(folder.file("y.lua")):3)"),
            "\(outcome.errors)")
        #expect(outcome.errors.contains("try the failed ones again: assay sweep resume f --retry-failed"))
        #expect(try states("f") == ["completed", "failed", "completed"])
        #expect(try assay("sweep", "resume", "f").status == 1)
        let strict = try assay(
            "sweep", folder.file("y.lua"), "turns=2,7,8", "--name", "s", "--fail-fast", "--jobs", "1")
        #expect(strict.status == 1)
        #expect(try states("s") == ["failed", "waiting", "waiting"])
    }

    @Test func aTrialThatHangsIsEnded() throws {
        try folder.write(
            "local p = run.params { turns = 3 }\nwhile p.turns == 1 do end\nreturn { score = 1 }", to: "h.lua")
        let outcome = try assay("sweep", folder.file("h.lua"), "turns=1,2", "--name", "h", "--trial-limit", "1s")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("it ran longer than the 1.0s that --trial-limit gives"), "\(outcome.errors)")
        #expect(try states("h") == ["failed", "completed"])
    }

    @Test func arms() throws {
        try folder.write(
            "sweep { reference = 'three', arms = { one = { turns = 1 } }, seeds = 2, goal = 'max score' }\n"
                + Self.script,
            to: "a.lua")
        let plan = try assay("sweep", folder.file("a.lua"), "--dry-run")
        #expect(plan.output.contains("4 trials; how long they take is not known: no run of this script is recorded"))
        let outcome = try assay("sweep", folder.file("a.lua"), "--name", "a")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try standing("a").map { $0["arm"]?.string } == ["three", "one", "three", "one"])
        #expect(try standing("a").map { $0["value"]?.double } == [31, 11, 32, 12])
        #expect(try assay("show", "a.2").output.contains("trial 2 of the sweep a, one"))
    }

    @Test(arguments: [
        (["turns=1.5,3"], "the parameter turns must be a whole number, not '1.5'"),
        (["tunrs=1,3"], "the script has no parameter 'tunrs'; did you mean 'turns'?"),
        (["turns=1,1"], "turns would have the value 1 twice"),
        (["turns="], "turns"),
        (["seed=5..1"], "5..1"),
        (["turns=1..1000000000"], "more than 1000000 values"),
        (["seed=1..5000"], "the sweep has 5,000 trials; say --yes if that is meant"),
        ([], "there is nothing to sweep"),
    ]) func mistakesRunNothing(_ axes: [String], _ message: String) throws {
        let outcome = try AssayProgram.run(["sweep", folder.file("x.lua")] + axes, runs: runs)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: runs))
    }

    /// Two jobs divide the cores; programs, training and evaluation come to the same bits as one after the other.
    @Test func jobsChangeNoBit() throws {
        try folder.write(
            """
            local p = run.params { turns = 2 }
            local problems, python = dataset.minicontests { test = 12 }, executor.python { cpu_seconds = 1 }
            local policy = model.load "minicoder"
            local env = environment.code { problems = problems.train, executor = python, turns = p.turns }
            for update in trainer.ppo({ policy = policy, environment = env, episodes = 16 }):updates(2) do run.log(update) end
            policy:save "trained"
            return environment.evaluate { policy = policy, problems = problems.test, executor = python, turns = p.turns }
            """, to: "t.lua")
        for (name, jobs) in [("one", "1"), ("two", "2")] {
            let outcome = try assay(
                "sweep", folder.file("t.lua"), "turns=1,2", "seed=1", "--name", name, "--jobs", jobs, "--run-all")
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        for trial in 1...2 {
            let pair = try ["one", "two"].map { try RunReader(folder: "\(runs)/\($0).\(trial)") }
            let verdict = try RerunVerdict(of: pair[0], by: pair[1])
            #expect(verdict.kind == .identical, "\(verdict.reasons)")
        }
    }
}
