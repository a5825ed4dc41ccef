import Foundation
import JSON
import Rendering
import Rollouts
import RunStore
import TestSupport
import Testing

@Suite struct RunWriterTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func runInfoComesBack() throws {
        let run = try Make.run(in: folder)
        try run.update { info in
            info.parameters = [
                .init(name: "turns", value: 5, defaultValue: 3, isSet: true, help: "at most"),
                .init(name: "kl", value: 0.05, defaultValue: 0.05, isSet: false),
            ]
            info.seed = .max
            info.determinism = .init(level: "bitwise", reason: "one thread a shard")
            info.provenance = ["torch": "2.13.0"]
            info.result = ["rate": 0.6]
        }
        try run.finish(.failed, error: "no")
        let info = try RunReader(folder: run.folder).info
        #expect(info.id == run.id)
        #expect(info.id.wholeMatch(of: /rlef-[0-9a-f]{4}/) != nil)
        #expect(info.status == .failed)
        #expect(info.error == "no")
        #expect(info.seed == .max)
        #expect(info.parameters.map(\.name) == ["turns", "kl"])
        #expect(info.parameters[0].isSet && info.parameters[0].value == 5 && info.parameters[0].defaultValue == 3)
        #expect(info.determinism?.level == "bitwise")
        #expect(info.provenance["torch"] == "2.13.0")
        #expect(info.result == ["rate": 0.6])
        #expect(info.seconds(now: .now) == 1)
        #expect(try RunReader(folder: run.folder).source("rlef.lua") == "run.log{}\n")
    }

    @Test func metricsKeepTheirOrderAndTimeComesLast() throws {
        let run = try Make.run(in: folder)
        try run.log(step: 1, ["reward": 0.25, "a": 1], time: ["tokens_per_second": 17.5])
        try run.log(step: 2, ["reward": .number(.nan), "b": 2])
        #expect(
            lines(try folder.text("\(run.id)/metrics.jsonl")) == [
                #"{"step":1,"reward":0.25,"a":1,"time":{"elapsed_seconds":1.0,"tokens_per_second":17.5}}"#,
                #"{"step":2,"reward":"NaN","b":2,"time":{"elapsed_seconds":2.0}}"#,
            ])
        let metrics = try RunReader(folder: run.folder).metrics()
        #expect(
            metrics.columns.map(\.name) == ["reward", "a", "b", "time.elapsed_seconds", "time.tokens_per_second"])
        #expect(metrics.columns[2].steps == [2] && metrics.columns[2].values == [2])
        #expect(throws: RunStoreError.self) { try run.log(step: 3, ["time": 1]) }
    }

    @Test func tablesPlotsNotesArtifacts() throws {
        let run = try Make.run(in: folder)
        try run.row(table: "z by turns", ["turns": 1, "rate": 0.5])
        try run.row(table: "z by turns", ["turns": 2, "rate": 0.75])
        try run.row(table: "a", ["x": 1])
        let plot = Plot(
            title: "T", xLabel: "x", yLabel: "y", series: [.init(name: "s", x: [1, 2], y: [0.1, 3], mark: .points)])
        try run.plot("loss", plot)
        try run.note("one")
        try run.note("two")
        try run.artifact("a.bin", [0, 255])
        try run.checkpoint("last") { try "x".write(toFile: $0 + "/w", atomically: false, encoding: .utf8) }
        try run.checkpoint("last") { try "y".write(toFile: $0 + "/v", atomically: false, encoding: .utf8) }
        try run.source("lib/rewards.lua", "return 1")

        let reader = try RunReader(folder: run.folder)
        #expect(try reader.tableNames() == ["z by turns", "a"])
        #expect(try reader.table("z by turns").objects.map { $0["rate"] } == [0.5, 0.75])
        #expect(try reader.plotNames() == ["loss"])
        #expect(try reader.plot("loss") == plot)
        #expect(try folder.text("\(run.id)/plots/loss.svg").hasPrefix("<svg"))
        #expect(try folder.text("\(run.id)/notes.md") == "one\n\ntwo\n\n")
        #expect(try folder.data("\(run.id)/artifacts/a.bin") == Data([0, 255]))
        #expect(try reader.checkpointNames() == ["last"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: run.folder + "/checkpoints/last") == ["v"])
        #expect(try reader.source("lib/rewards.lua") == "return 1")
    }

    @Test func cellsTellWhatHappenedInThem() throws {
        let run = try Make.run(in: folder)
        try run.print("before\n")
        try run.beginCell(title: "Train", source: "a\nb\n", line: 4)
        try run.print("one ")
        try run.print("two\n")
        try run.row(table: "t", ["x": 1])
        try run.row(table: "t", ["x": 2])
        try run.beginCell(title: "Evaluate", source: "c\n", line: 6)
        try run.row(table: "t", ["x": 3])
        try run.note("done")
        let cells = try RunReader(folder: run.folder).cells()
        #expect(cells.map(\.title) == ["", "Train", "Evaluate"])
        #expect(cells[0].items == [.printed("before\n")])
        #expect(cells[1].items == [.printed("one two\n"), .table("t", firstRow: 0)])
        #expect(cells[1].seconds == 1)
        #expect(cells[2].items == [.table("t", firstRow: 2), .note("done")])
        #expect(cells[2].seconds == nil)
        #expect(try folder.text("\(run.id)/console.log") == "before\none two\n")
    }

    @Test func twoRunsDifferOnlyInTheirTimes() throws {
        func record(_ wait: Int) throws -> (metrics: [String], episodes: Data) {
            let run = try Make.run(in: folder)
            for _ in 0..<wait { _ = try run.update { $0.script = "x.lua" } }
            for step in 1...3 {
                try run.log(step: step, ["loss": .number(1 / Double(step))], time: ["rate": .int(wait)])
                try run.episodes([Make.episode(step)], origin: .update(step))
            }
            let metrics = try RunReader(folder: run.folder)
            #expect(try metrics.metrics().count == 3)
            let text = lines(try folder.text("\(run.id)/metrics.jsonl"))
            return (
                text.map { $0.replacing(/,"time":\{.*\}\}$/, with: "}") },
                try folder.data("\(run.id)/episodes.jsonl.zst")
            )
        }
        let (first, second) = (try record(1), try record(5))
        #expect(first.metrics == second.metrics)
        #expect(first.metrics[1] == #"{"step":2,"loss":0.5}"#)
        #expect(first.episodes == second.episodes)
    }

    @Test func nothingIsWrittenAfterTheEnd() throws {
        let run = try Make.run(in: folder)
        try run.finish(.completed)
        try run.finish(.failed)
        #expect(throws: RunStoreError.self) { try run.print("x") }
        #expect(try RunReader(folder: run.folder).info.status == .completed)
        #expect(!FileManager.default.fileExists(atPath: run.folder + "/run.lock"))
    }

    @Test func statusTellsARunningRunFromAKilledOne() throws {
        var run: RunWriter? = try Make.run(in: folder)
        let path = try #require(run?.folder)
        #expect(try RunReader(folder: path).info.status == .running)
        run = nil
        #expect(try RunReader(folder: path).info.status == .killed)
    }

    /// Sixteen threads are let go at once into one folder, where the first suffixes are the same for all.
    @Test func sixteenAtOnceGetSixteenNames() async throws {
        let folder = self.folder
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let run = try RunWriter.create(
                        in: folder.path, info: RunInfo(script: "a.lua", seed: 1, commandLine: []), source: "",
                        suffix: { $0 == 4 ? "0000" : RunNaming.randomSuffix($0) })
                    try run.finish(.completed)
                    return run.id
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 16)
        #expect(ids.contains("a-0000"))
        #expect(try RunsFolder(folder.path).runs().runs.count == 16)
    }

    /// Eight threads write rows and lines at once: every one comes out whole.
    @Test func threadsDoNotTearEachOthersLines() async throws {
        let run = try Make.run(in: folder)
        await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<50 {
                        try run.row(table: "t", ["worker": .int(worker), "number": .int(number)])
                        try run.print("\(worker) \(number)\n")
                    }
                }
            }
        }
        let rows = try RunReader(folder: run.folder).table("t").objects
        #expect(Set(rows).count == 400)
        #expect(Set(lines(try folder.text("\(run.id)/console.log"))).count == 400)
    }

    /// Nothing is written that readers would refuse: a long text is several events, and what is too long is an error at once.
    @Test func whatIsWrittenCanBeRead() throws {
        let run = try Make.run(in: folder)
        try run.beginCell(title: "", source: "x", line: 1)
        let long = String(repeating: "é\u{1}", count: 6 << 20)
        try run.print("before\n")
        try run.print(long)
        try run.print("\nafter\n")
        let cells = try RunReader(folder: run.folder).cells()
        #expect(cells.first?.items == [.printed("before\n" + long + "\nafter\n")])
        let many = JSONValue.array(Array(repeating: 1, count: RecordLimits.lineValues + 1))
        for row: JSONObject in [["x": .string(String(repeating: "x", count: RecordLimits.line))], ["x": many]] {
            let error = #expect(throws: RunStoreError.self) { try run.row(table: "t", row) }
            #expect(error?.description.contains("record") == true, "\(error as Any)")
        }
        try run.row(table: "t", ["x": 1])
        #expect(try RunReader(folder: run.folder).table("t").objects == [["x": 1]])
    }

    @Test(arguments: [
        "../x", "a/b", "", ".", "..", ".hidden", "a\u{0}b", "a\nb", "x.partial", String(repeating: "é", count: 51),
    ])
    func namesThatAreNoFilesAreRefused(_ name: String) throws {
        let run = try Make.run(in: folder)
        #expect(throws: RunStoreError.self) { try run.row(table: name, ["x": 1]) }
        #expect(throws: RunStoreError.self) { try run.plot(name, Plot(series: [])) }
        #expect(throws: RunStoreError.self) { try run.artifact(name, []) }
        #expect(throws: RunStoreError.self) { try run.checkpoint(name) { _ in } }
        #expect(throws: RunStoreError.self) { try run.source("lib/" + name + "/../x", "") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [run.id])
    }
}

/// The lines of `text`, the last one whole.
private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
