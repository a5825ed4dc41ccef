import Analysis
import Foundation
import JSON
import Pages
import Rendering
import Rollouts
import RunIndex
import Ledger
import Exports
import RunStore
import TestSupport
import Testing

/// Records in which something is not as it was written: each command that reads them says so or leaves it out. None crashes, hangs, takes all of
/// the memory, or lets through what steers a terminal.
///
/// `ASSAY_FUZZ=100000 scripts/test --filter RecordFuzzTests` tries so many; `ASSAY_FUZZ_SEED` begins elsewhere.
@Suite struct RecordFuzzTests {
    @Test func damageIsSaidOrLeftOut() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let environment = ProcessInfo.processInfo.environment
            let count = environment["ASSAY_FUZZ"].flatMap { Int($0) } ?? 600
            let seed = environment["ASSAY_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
            // Said on standard error: of a process that ends otherwise than expected nothing would be shown.
            do { try RecordFuzz().run(count, seed: seed) } catch {
                FileHandle.standardError.write(Data("\(error)\n".utf8))
            }
        }
        #expect(String(decoding: result?.standardErrorContent ?? [], as: UTF8.self) == "")
    }
}

/// A run of each kind of record, damaged and read again and again.
private struct RecordFuzz {
    private struct Found: Error, CustomStringConvertible {
        let description: String
    }

    /// A reading command on the run in a folder: what it prints.
    private typealias Command = @Sendable (_ folder: String, _ other: RunReader) throws -> String

    /// No mutation may take longer, in seconds.
    private static let longest: UInt32 = 20
    /// What the process may take at its peak, in bytes.
    private static let mostMemory = 1 << 30

    private let folder: TemporaryFolder
    private let run: String
    private let whole: RunReader

    init() throws {
        folder = try TemporaryFolder()
        run = try Self.record(in: folder.file("runs"))
        whole = try RunReader(folder: try Self.record(in: folder.file("others")))
    }

    func run(_ count: Int, seed: UInt64) throws {
        var mutator = RecordMutator(seed: seed)
        let files = try self.files()
        let originals = try files.map { try Data(contentsOf: URL(fileURLWithPath: run + "/" + $0)) }
        for number in 0..<count {
            alarm(Self.longest)
            let place = mutator.below(files.count)
            let path = run + "/" + files[place]
            let damaged = mutator.damaged(originals[place])
            try damaged.write(to: URL(fileURLWithPath: path))
            for (name, command) in Self.commands {
                do {
                    let text = try command(run, whole)
                    if let scalar = text.unicodeScalars.first(where: Self.steers) {
                        throw Found(description: "\(name) printed \(scalar.debugDescription)")
                    }
                } catch let found as Found {
                    throw Found(description: "mutation \(number) of seed \(seed), \(files[place]): \(found)")
                } catch {
                    // A sentence.
                    guard !"\(error)".isEmpty else { throw error }
                }
            }
            try originals[place].write(to: URL(fileURLWithPath: path))
        }
        alarm(0)
        let peak = try peakMemory()
        guard peak < Self.mostMemory else { throw Found(description: "the peak of memory was \(peak) bytes") }
        print("\(count) mutations of \(files.count) files with seed \(seed), peak of memory \(peak >> 20) MiB")
    }

    private static func steers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Every file of the run, by its path in the run's folder.
    private func files() throws -> [String] {
        let all = try FileManager.default.subpathsOfDirectory(atPath: run).sorted()
        return all.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: run + "/" + path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    private static let commands: [(name: String, command: Command)] = {
        let terminal = TerminalPage(Terminal(descriptor: -1, isInteractive: false, width: 80))
        /// What people and programs are shown, and the notes.
        @Sendable func text(_ page: Page) -> String {
            terminal.text(page) + TextWidth.escapedInJSON(page.json.text) + TextWidth.printable(page.notes.joined())
        }
        return [
            (
                "list",
                { folder, _ in
                    let index = try RunIndex((folder as NSString).deletingLastPathComponent)
                    var query = RunQuery()
                    query.withMetrics = true
                    let found = try index.matches(query)
                    let groups = try index.groups(
                        .over(["seed"]), query, metrics: Array(try index.measures().prefix(6)))
                    return text(Page(list: found, columns: [], now: Timestamp(milliseconds: 0)))
                        + text(Page(groups: groups, leftOut: 0)) + text(Page(names: try index.names()))
                }
            ),
            (
                "show",
                { folder, _ in
                    text(Page(run: try RunReader(folder: folder), now: Timestamp(milliseconds: 0)))
                }
            ),
            (
                "show --calls",
                { folder, _ in
                    let run = try RunReader(folder: folder)
                    return text(try Page(callsOf: run)) + "\(try run.origins().count)"
                }
            ),
            ("show --cells", { folder, _ in text(try Page(notebookOf: RunReader(folder: folder))) }),
            (
                "show --episode",
                { folder, _ in
                    text(try Page(episode: 1, of: nil, in: RunReader(folder: folder)))
                }
            ),
            (
                "analyze",
                { folder, _ in
                    let run = try RunReader(folder: folder)
                    var request = AnalysisRequest()
                    request.updates = [1...2]
                    let updates = text(try Page(analysing: run, request))
                    (request.updates, request.evaluations) = ([], try EvaluationRecord.names(in: run))
                    let outcomes = try request.evaluations.map { try EvaluationRecord($0, of: run).outcomes() }
                    return try updates + text(Page(analysing: run, request)) + "\(outcomes.count)"
                }
            ),
            ("compare", { folder, other in text(Page(comparing: [other, try RunReader(folder: folder)])) }),
            (
                "rerun",
                { folder, other in
                    TextWidth.escapedInJSON(try RerunVerdict(of: RunReader(folder: folder), by: other).json.text)
                }
            ),
            (
                "export",
                { folder, _ in
                    let run = try RunReader(folder: folder)
                    try ExportTable(metricsOf: [run], isLong: false).writeCSV { _ in }
                    try ExportTable(metricsOf: [run], isLong: true).writeParquet { _ in }
                    for name in try run.tableFiles() { try ExportTable(table: name, of: [run]).writeJSON { _ in } }
                    return ""
                }
            ),
            ("verdicts", { folder, _ in text(try Page(verdictsOf: VerdictLedger(reading: folder), top: 5)) }),
            (
                "resume",
                { folder, _ in
                    let point = try RestartPoint.latest(of: folder)
                    return "\(try JournaledCalls(of: folder, upTo: point).calls.count)"
                }
            ),
        ]
    }()

    /// Records a run with something of each kind.
    ///
    /// - Returns: its folder.
    private static func record(in runs: String) throws -> String {
        var info = RunInfo(script: "a/b.lua", seed: 3, commandLine: ["assay", "run", "a/b.lua"])
        info.parameters = [
            .init(name: "turns", value: 5, defaultValue: 3, isSet: true, help: "most programs"),
            .init(name: "word", value: "x y", defaultValue: "", isSet: false),
        ]
        info.determinism = .init(level: "bitwise", reason: "CPU")
        info.provenance = ["assay": "0.1", "git": ["commit": "c0ffee", "dirty": false]]
        let run = try RunWriter.create(
            in: runs, info: info, source: "run.log{}\nprint(1)\n",
            clock: { Timestamp(milliseconds: 1_769_850_000_000) },
            suffix: { _ in "0001" })
        try run.source("lib/x.lua", "return 1\n")
        try run.beginCell(title: "One", source: "run.log{}\nprint(1)\n", line: 1)
        for step in 1...5 {
            try run.log(
                step: step, ["loss": .number(1 / Double(step)), "x": .int(step), "word": "text"], time: ["seconds": 0.5]
            )
        }
        for row in 1...3 {
            try run.row(table: "t 1", ["a": .int(row), "b": 0.25, "c": "text", "b 95%": [0.2, 0.3], "flag": true])
        }
        try run.print("hello\n")
        try run.plot(
            "p", Plot(title: "T", xLabel: "x", yLabel: "y", series: [.init(name: "s", x: [1, 2, 3], y: [1, 4, 9])]))
        try run.note("a *note*")
        try run.artifact("a.txt", [1, 2, 3])
        try run.beginCell(title: "Two", source: "run.row()\n", line: 3)
        try run.row(table: "t 1", ["a": 9, "b": 0.5])
        try run.endCell()
        try run.episodes([episode(1), episode(2)], origin: .update(1), environment: 1)
        try run.episodes([episode(3)], origin: .evaluation("final"), environment: 1)
        try run.checkpoint("c") { try Data([1, 2]).write(to: URL(fileURLWithPath: $0 + "/model.bin")) }
        let ledger = RunLedger(folder: run.folder)
        _ = try LedgerExecutor(
            ScriptedExecutor { source, _ in source == "a" ? .accepted : .wrongAnswer },
            runtime: LedgerRuntime(
                language: "Python", version: "3.11.2", limits: "a", isolation: "bubblewrap", executorVersion: 1,
                cpuLimitSeconds: 1, memoryLimitBytes: 1 << 30), ledger: ledger
        ).judge(["a", "b\nc"].map { Submission(source: $0, tests: [TestCase(input: "1", expected: "2")]) })
        ledger.close()
        try run.call(
            [
                "call": "environment.evaluate", "arguments": ["final"], "settings": ["turns": 3, "feedback": "none"],
                "inputs": ["policy": ["name": "p", "version": 1], "random": ["seed": 3]], "result": ["1@1": 0.5],
                "episodes": ["first": 3, "count": 1, "environment": 1], "time": ["seconds": 1.5],
            ], functions: [["call": "checker", "result": true]])
        try run.origin(row: 1, of: "t 1", call: 1, names: ["b"])
        try run.origin(metrics: 1, call: 1, names: ["loss"])
        try run.restartPoint(calls: 1, host: ["x": 1]) { _ in }
        try RunLabels.change(in: run.folder) { ($0.tags, $0.note) = (["paper"], "good") }
        try run.finish(.failed, error: "b.lua:1: it failed\n  1 | run.log{}")
        return run.folder
    }

    private static func episode(_ number: Int) -> Episode {
        let test = TestCase(input: "1 2\n", expected: "3\n")
        var episode = Episode(
            problem: Problem(name: "sum-\(number)", statement: "Sum them.", publicTests: [test], privateTests: [test]))
        var turn = Turn(prompt: [1, 2], answer: [5, 6], logProbs: [-0.1, -0.2], value: 0.25)
        (turn.program, turn.verdict, turn.feedback, turn.reward) = ("print(3)\n", .wrongAnswer, "It was 3.", -0.2)
        turn.text = "answer"
        episode.turns = [turn, Turn(prompt: [8], answer: [9], logProbs: [-1.5], value: 0.5)]
        (episode.passedPublic, episode.solved) = (true, number == 1)
        return episode
    }
}
