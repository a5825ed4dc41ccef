import Foundation
import JSON
import RunStore
import Sweeps
import TestSupport
import Testing

/// `assay sweep --search` and `--prune`, with optuna.
@Suite(
    .enabled(
        if: (try? PythonWithOptuna.find() ?? PythonWithOptuna.install()) != nil,
        "optuna cannot be installed; set ASSAY_OPTUNA to a Python that has it"))
struct SearchCommandTests {
    private let folder: TemporaryFolder
    private var runs: String { folder.file("runs") }

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            local p = run.params { lr = 1e-4, turns = { 3, integer = true } }
            local off = math.abs(math.log(p.lr / 1e-4)) + math.abs(p.turns - 4)
            for step = 1, 30 do run.log { loss = off / step + run.seed / 1000 } end
            return { score = -off - run.seed / 1000 }
            """, to: "x.lua")
    }

    private func assay(_ arguments: String...) throws -> AssayProgram.Outcome {
        try AssayProgram.run(arguments, runs: runs)
    }

    private func journal(_ name: String) throws -> [JSONObject] {
        try String(contentsOfFile: "\(runs)/sweeps/\(name)/journal.jsonl", encoding: .utf8).split(separator: "\n")
            .compactMap {
                try JSONParser.parse(Array($0.utf8)).object
            }
    }

    private func suggestions(_ name: String) throws -> [String] {
        try journal(name).compactMap { $0["event"]?.string == "suggested" ? $0["parameters"]?.text : nil }
    }

    private static let search = [
        "lr=loguniform(1e-6,1e-2)", "turns=uniform(1,9)", "seed=1,2", "--search", "tpe", "--points", "14", "--goal",
        "max score",
    ]

    @Test func aSearchSeesTheMeanOverSeedsAndCanBeWorkedOutAgain() throws {
        let outcome = try AssayProgram.run(
            ["sweep", folder.file("x.lua"), "--name", "a", "--jobs", "2"] + Self.search, runs: runs)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("a: 28 of 28 trials done"))
        let replay = try assay("sweep", "replay", "a")
        #expect(replay.status == 0)
        #expect(
            replay.output.contains("identical: 14 suggestions, 0 decisions, 28 results follow from the journal"),
            "\(replay.output)")
        // One at a time, nothing depends on who came first: the same sweep proposes the same points.
        for name in ["b", "c"] {
            _ = try AssayProgram.run(
                ["sweep", folder.file("x.lua"), "--name", name, "--jobs", "1"] + Self.search, runs: runs)
        }
        #expect(try suggestions("b") == suggestions("c"))
        #expect(try suggestions("b").count == 14)
        // What was not so is found.
        let path = "\(runs)/sweeps/a/journal.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let place = try #require(lines.lastIndex { $0.contains("\"suggested\"") })
        var edited = lines
        edited[place] = edited[place].replacing(/"turns":\d/, with: "\"turns\":77")
        try edited.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let differs = try assay("sweep", "replay", "a")
        #expect(differs.status == 1)
        #expect(differs.output.contains("suggestion 14 was"), "\(differs.output)")
    }

    /// One job: what is visible to each suggestion is the same, so a search that is killed and resumed goes on as it would have.
    @Test func aKilledSearchGoesOnAsItWouldHave() throws {
        _ = try AssayProgram.run(
            ["sweep", folder.file("x.lua"), "--name", "calm", "--jobs", "1"] + Self.search, runs: runs)
        let program = try AssayProgram.folder.appendingPathComponent("assay")
        var arguments = ["sweep", folder.file("x.lua"), "--name", "killed", "--jobs", "1", "--run-all"] + Self.search
        for _ in 0..<5 {
            let process = Process()
            (process.executableURL, process.arguments) = (program, arguments + ["--runs", runs])
            (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
            try process.run()
            let deadline = Date() + Double.random(in: 0.3...2.5)
            while process.isRunning,
                Date() < deadline || !FileManager.default.fileExists(atPath: runs + "/sweeps/killed/sweep.json")
            {
                Thread.sleep(forTimeInterval: 0.02)
            }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            arguments = ["sweep", "resume", "killed", "--jobs", "1", "--run-all"]
        }
        let last = try assay("sweep", "resume", "killed", "--jobs", "1", "--run-all")
        #expect(last.status == 0, "\(last.errors)")
        #expect(try suggestions("killed") == suggestions("calm"))
        #expect(try assay("sweep", "replay", "killed").status == 0)
    }

    @Test func trialsThatAreBehindAreStoppedAtARung() throws {
        let outcome = try assay(
            "sweep", folder.file("x.lua"), "turns=4,1,2,3,5,6,7,8,9", "--name", "p", "--prune", "--rung", "3",
            "--reduction", "3", "--goal", "min loss", "--jobs", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let status = try JSONParser.parse(Array(try assay("sweep", "status", "p", "--json").output.utf8))
        let states = status["standing"]?.array?.compactMap { $0["state"]?.string } ?? []
        #expect(states.first == "completed")
        #expect(states.count { $0 == "pruned" } >= 5, "\(states)")
        let run = try RunReader(folder: runs + "/p.9")
        #expect(run.info.status == .pruned)
        #expect(try run.metrics().count == 3, "it stopped at the rung, whatever the timing")
        #expect(try assay("sweep", "replay", "p").output.contains("identical: 0 suggestions, "))
        #expect(try assay("resume", "p.9").errors.contains("has been stopped by its sweep"))
    }

    /// A rung that no step lies on is decided at the first step behind it.
    @Test func aRungIsNotMissedWhereStepsSkipIt() throws {
        try folder.write(
            """
            local p = run.params { turns = { 3, integer = true } }
            for step = 5, 40, 5 do run.log { step = step, loss = p.turns } end
            return { loss = p.turns }
            """, to: "skip.lua")
        let outcome = try assay(
            "sweep", folder.file("skip.lua"), "turns=1..6", "--name", "k", "--prune", "--rung", "3", "--reduction", "3",
            "--goal", "min loss", "--jobs", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let run = try RunReader(folder: runs + "/k.6")
        #expect(run.info.status == .pruned)
        #expect(try run.metrics().columns.first?.steps == [5])
        #expect(try assay("sweep", "replay", "k").output.hasPrefix("identical"))
    }

    @Test(arguments: [
        (["lr=uniform(0,1)", "--search", "tpe"], "--search needs --points"),
        (
            ["lr=uniform(0,1)", "--search", "tep", "--points", "3", "--goal", "max score"],
            "there is no search 'tep'; did you mean 'tpe'?"
        ),
        (["lr=uniform(0,1)", "--search", "tpe", "--points", "3"], "a search needs a goal"),
        (["turns=1,2", "--prune"], "pruning needs a goal"),
        (["turns=1,2", "--rung", "3"], "--rung and --reduction are for --prune"),
    ]) func mistakes(_ arguments: [String], _ message: String) throws {
        let outcome = try AssayProgram.run(["sweep", folder.file("x.lua")] + arguments, runs: runs)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}
