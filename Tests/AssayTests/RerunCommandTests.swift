import Foundation
import JSON
import RunStore
import TestSupport
import Testing

/// `assay rerun` and `assay replay` as a user meets them.
@Suite struct RerunCommandTests {
    private let folder: TemporaryFolder
    private var runs: String { folder.file("runs") }
    private static let script = """
        local p = run.params { scale = 1.5, updates = 3 }
        for i = 1, p.updates do run.log { loss = p.scale * math.random() / i } end
        run.row("t", { total = p.scale }) run.artifact("a", "bytes")
        """

    init() throws { folder = try TemporaryFolder() }

    /// Records a run and returns its name.
    private func record(_ source: String = Self.script, _ arguments: [String] = []) throws -> String {
        try folder.write(source, to: "x.lua")
        let ran = try AssayProgram.run(["run", folder.file("x.lua"), "--seed", "4"] + arguments, runs: runs)
        #expect(ran.status == 0, "\(ran.errors)")
        return try #require(try RunsFolder(runs).runs().runs.first).info.id
    }

    private func assay(_ arguments: String...) throws -> AssayProgram.Outcome {
        try AssayProgram.run(arguments, runs: runs)
    }

    @Test func identical() throws {
        let id = try record(Self.script, ["scale=2"])
        try folder.write("error 'today'", to: "x.lua")
        let ran = try assay("rerun", id)
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(ran.output.hasSuffix("identical to \(id): 3 steps, 1 row of tables, 1 artifact, bit for bit\n"))
        #expect(ran.errors.hasPrefix("running \(id) again: \(folder.file("x.lua")) as it was recorded, seed 4\n"))
        let newest = try #require(try RunsFolder(runs).runs().runs.first { $0.info.id != id })
        #expect(newest.info.rerunOf == id && newest.info.parameters.contains { $0.name == "scale" && $0.isSet })
        // A rerun can be run again.
        #expect(
            try assay("rerun", newest.info.id, "--quiet").output.hasPrefix("identical to \(newest.info.id): 3 steps"))
    }

    @Test func aChangedNumberIsNamed() throws {
        let id = try record()
        let metrics = URL(fileURLWithPath: runs + "/\(id)/metrics.jsonl")
        var lines = try String(contentsOf: metrics, encoding: .utf8).split(separator: "\n").map(String.init)
        lines[1] = lines[1].replacing("\"loss\":0.", with: "\"loss\":1.")
        try (lines.joined(separator: "\n") + "\n").write(to: metrics, atomically: true, encoding: .utf8)
        let ran = try assay("rerun", id)
        #expect(ran.status == 1)
        #expect(ran.output.contains("differs from \(id)\n  steps: 1 of 3 differ, first step 2, loss: 1."))
        #expect(ran.output.contains("  the same: 1 row of tables, 1 artifact\n"))
    }

    @Test func aClockDecidesNothing() throws {
        let id = try record("run.log { now = os.clock() + os.time() }")
        let ran = try assay("rerun", id)
        #expect(ran.status == 3)
        #expect(
            ran.output.hasPrefix(
                "cannot compare with \(id): the determinism level of \(id) is none: the script read the clock"))
    }

    @Test func otherParametersAreSaid() throws {
        let id = try record()
        let ran = try assay("rerun", id, "scale=3")
        #expect(ran.status == 0)
        #expect(ran.output.contains("is \(id) with scale=3 in place of 1.5, so it was not expected to be the same\n"))
        #expect(ran.output.contains("last value of"))
        // The same value again is no change.
        #expect(try assay("rerun", id, "scale=1.5").output.contains("identical to \(id)"))
        #expect(try assay("rerun", id, "scael=3").status == 2)
        #expect(try assay("rerun", id, "scale").status == 2)
    }

    @Test func jsonIsAllThereIs() throws {
        let id = try record("print 'x' run.log { a = 1 }")
        let ran = try assay("rerun", id, "--json")
        let object = try #require(try JSONParser.parse(Array(ran.output.utf8)).object)
        #expect(object["verdict"]?.string == "identical" && object["run"]?.string == id && ran.errors == "")
    }

    @Test func badInput() throws {
        let id = try record()
        #expect(try assay("rerun", "nothing").errors.contains("there is no run \"nothing\""))
        try folder.write("print 'forged'", to: "runs/\(id)/source/x.lua")
        let forged = try assay("rerun", id)
        #expect(forged.status == 1 && forged.errors.contains("was changed after the run"))
        #expect(try assay("rerun", id, "--verdicts", "old").status == 2)
        let plain = try record("run.log { a = 1 }")
        #expect(try assay("rerun", plain, "--verdicts", "check").errors.contains("kept no ledger"))
    }

    @Test func replayOfARunWithoutEpisodes() throws {
        let id = try record()
        let ran = try assay("replay", id)
        #expect(ran.status == 3 && ran.output.hasPrefix("nothing to replay in \(id)\n"))
        #expect(try assay("replay", id, "--episode", "1").errors.contains("there is no episode 1 in \(id)"))
        #expect(try assay("replay", id, "--episode", "1", "--feedback", "none").status == 2)
        #expect(try assay("replay", id, "--feedback", "loud").errors.contains("there is no feedback \"loud\""))
    }
}
