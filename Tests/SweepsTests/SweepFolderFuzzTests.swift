import Foundation
import JSON
import RunStore
import Sweeps
import TestSupport
import Testing

/// A sweep's folder may come from anybody: whatever its files hold, reading them ends with what they say or with a sentence.
@Suite struct SweepFolderFuzzTests {
    private let folder: TemporaryFolder
    private var runs: String { folder.file("runs") }

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("return { score = 1 }", to: "x.lua")
    }

    private func sweep(_ name: String, _ plan: SweepPlan, _ events: [SweepEvent]) throws -> SweepFolder {
        let head = SweepHead(
            name: name, script: folder.file("x.lua"), workingDirectory: folder.path, commandLine: [],
            declared: [.init(name: "turns", fallback: 3)], numerics: 1, plan: plan)
        let sweep = try SweepFolder.create(
            in: runs, head: head, source: try FrozenSource(script: folder.file("x.lua")))
        var journal = try SweepJournal(of: sweep)
        try journal.open()
        for event in events { try journal.append(event) }
        journal.close()
        return sweep
    }

    private func read(_ name: String) {
        do {
            let sweep = try SweepFolder(name, in: runs)
            let standing = try SweepStanding(of: sweep, journal: SweepJournal(of: sweep))
            _ = standing.trials.map(\.trial.label)
            _ = try SweepStanding.trial(1, of: sweep)
            _ = try SweepReplay(sweep, searcher: SobolSearcher(), pruner: nil).report()
            _ = try sweep.script()
        } catch {
            #expect(!"\(error)".isEmpty)
        }
    }

    @Test func damagedFilesEndWithASentence() throws {
        let point = Point(number: 1, parameters: ["turns": 2])
        let grid = SweepPlan(
            .fixed([point, .init(number: 2, parameters: ["turns": 5])]), seeds: [1, 2], goal: Goal(.maximize, "score"))
        let search = SweepPlan(
            .search(
                .init(
                    method: "tpe", points: 3, space: [.init(name: "turns", distribution: .integer(low: 1, high: 9))],
                    base: [:])),
            seeds: [1, 2], goal: Goal(.maximize, "score"), pruning: try Halving(minResource: 2, reductionFactor: 3))
        let ends: [SweepEvent] = [
            .started(trial: 1), .rung(.init(trial: 1, step: 2, value: 0.5), isPruned: false),
            .ended(.init(trial: 1, status: .completed, value: 0.5, seconds: 1)),
            .linked(trial: 2, run: "other-1234", value: 1),
        ]
        let sweeps = [
            try sweep("g", grid, ends), try sweep("s", search, [.versions(["optuna": "5"]), .suggested(point)] + ends),
        ]
        var mutator = RecordMutator(seed: 1)
        for sweep in sweeps {
            for name in ["sweep.json", "journal.jsonl", "trials.jsonl"] {
                let path = sweep.path + "/" + name
                guard let whole = FileManager.default.contents(atPath: path) else { continue }
                for _ in 0..<400 {
                    try mutator.damaged(whole).write(to: URL(fileURLWithPath: path))
                    read(sweep.head.name)
                }
                try whole.write(to: URL(fileURLWithPath: path))
            }
        }
    }

    @Test(arguments: [
        #"{"event":"suggested","point":9223372036854775807,"parameters":{}}"#,
        #"{"event":"ended","trial":-9223372036854775808,"status":"completed","value":1}"#,
        #"{"event":"linked","trial":1,"run":"../../elsewhere","value":1}"#,
    ]) func numbersAndNamesThatNoDriverWritesAreRefused(_ line: String) throws {
        let search = SweepPlan(
            .search(
                .init(
                    method: "tpe", points: 3, space: [.init(name: "turns", distribution: .integer(low: 1, high: 9))],
                    base: [:])),
            seeds: [1])
        let sweep = try sweep("s", search, [])
        try (line + "\n").write(toFile: sweep.path + "/journal.jsonl", atomically: true, encoding: .utf8)
        do {
            _ = try SweepJournal(of: sweep)
            Issue.record("no error")
        } catch { #expect("\(error)".contains("journal.jsonl, line 1 is no event of a sweep")) }
    }
}
