import Foundation
import TestSupport
import Testing

@Suite struct ErrorTests {
    private let sample: SampleRuns

    init() throws { sample = try SampleRuns() }

    private func expect(
        _ arguments: [String], status: Int32, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let folder = sample.folder.path
        let outcome = try AssayProgram.run(arguments, runs: folder)
        #expect(outcome.status == status, sourceLocation: sourceLocation)
        #expect(outcome.output == "", sourceLocation: sourceLocation)
        #expect(
            outcome.errors.replacingOccurrences(of: folder, with: "RUNS") == "assay: \(message)\n",
            sourceLocation: sourceLocation)
    }

    @Test func unknownRun() throws {
        try expect(
            ["show", "rlfe-7f3a"], status: 1,
            "there is no run \"rlfe-7f3a\" in RUNS; the nearest are rlef-7f3a, broken-c0de, turn_budget-00b2")
    }

    @Test func unknownEpisode() throws {
        try expect(
            ["show", "rlef", "--episode", "9", "--evaluation", "trained"], status: 1,
            "there is no episode 9 of evaluation \"trained\" in rlef-7f3a: it has 1 to 2")
        try expect(
            ["show", "rlef", "--episode", "1", "--update", "41"], status: 1,
            "there is no episode 1 of update 41 in rlef-7f3a: it recorded updates 1 to 40, evaluation \"trained\" (2)")
        try expect(
            ["show", "broken", "--episode", "1"], status: 1, "there is no episode 1: broken-c0de recorded none")
    }

    private static let commands =
        "run, sweep, trial, resume, rerun, replay, list, show, ablation, analyze, verdicts, compare, export, tag, note, rm, api, doctor, help"

    @Test func usage() throws {
        try expect(["show"], status: 2, "missing expected argument '<run>'; see \"assay --help\"")
        try expect(
            ["lst"], status: 2,
            "there is no command \"lst\", only \(Self.commands); see \"assay --help\""
        )
        try expect(
            ["rlef.lua"], status: 2,
            "there is no command \"rlef.lua\", only \(Self.commands); to run a script write \"assay run rlef.lua\""
        )
        try expect(["run"], status: 2, "missing expected argument '<script>'; see \"assay --help\"")
        try expect(
            ["run", "x.lua", "--sed", "3"], status: 2,
            "unknown option '--sed'. Did you mean '--seed'?; see \"assay --help\"")
        try expect(
            ["run", "x.lua", "--seed", "-1"], status: 2,
            "the value '-1' is invalid for '--seed <number>': give a whole number from 0 to 18446744073709551615; see \"assay --help\""
        )
        try expect(
            ["my run.lua"], status: 2,
            "there is no command \"my run.lua\", only \(Self.commands); to run a script write \"assay run 'my run.lua'\""
        )
        try expect(
            ["export", "rlef", "--output", "x.xlsx"], status: 2,
            "what x.xlsx is to be cannot be told from its ending; end it with .csv, .json or .parquet, or give --format"
        )
        try expect(
            ["list", "turns>"], status: 2, "the filter ends at character 7 where a value after \"turns >\" is expected")
        try expect(
            ["list", "trns>3"], status: 2,
            "\"trns\" at character 1 of the filter is no parameter, metric or other name of a run here; did you mean \"turns\"?"
        )
        try expect(
            ["export", "turns>99"], status: 1,
            "no run in RUNS satisfies the filter turns>99; \"assay list\" shows all")
        try expect(["run", "x.lua", "turns"], status: 2, "\"turns\" sets no parameter; write name=value, e.g. turns=5")
        try expect(
            ["run", "x.lua", "a=1", "a=2"], status: 2, "the parameter \"a\" is set twice; keep one of the two")
        try expect(
            ["show", "rlef", "--cells", "--episode", "1"], status: 2,
            "--cells, --calls and --episode are three pages; ask for one")
    }

    @Test func emptyFolder() throws {
        let folder = try TemporaryFolder()
        let outcome = try AssayProgram.run(["list", "--runs", folder.path])
        #expect(outcome.status == 0)
        #expect(outcome.output == "no runs in \(folder.path) yet: start one with \"assay run SCRIPT\"\n")
    }

    /// A run of somebody else's making is shown, never obeyed.
    @Test func escapeSequencesDoNotReachTheTerminal() throws {
        let folder = try TemporaryFolder()
        let json =
            #"{"format":1,"id":"x","script":"\u001b]0;owned\u0007","status":"failed","#
            + #""started":"2026-01-31T09:00:00.000Z","error":"\u001b[2J"}"#
        try folder.write(json, to: "x-1/run.json")
        let outcome = try AssayProgram.run(["show", "x-1", "--runs", folder.path])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("␛]0;owned␇"))
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test func aBrokenRunDoesNotHideTheOthers() throws {
        let folder = try TemporaryFolder()
        try folder.write("{", to: "bad-1/run.json")
        let outcome = try AssayProgram.run(["list", "--runs", folder.path])
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("bad-1/run.json is no run's: not valid JSON: "))
    }
}
