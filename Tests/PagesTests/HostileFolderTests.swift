import Foundation
import JSON
import RunIndex
import Ledger
import Exports
import RunStore
import TestSupport
import Testing

/// Folders that somebody made to fill the memory, to take for ever, or to lead elsewhere.
@Suite struct HostileFolderTests {
    let folder: TemporaryFolder
    let run: RunWriter

    init() throws {
        folder = try TemporaryFolder()
        run = try Make.run(in: folder)
    }

    private var reader: RunReader { get throws { try RunReader(folder: run.folder) } }

    private func complaint(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)".replacingOccurrences(of: run.folder, with: "RUN") }
        return ""
    }

    /// A file of a gigabyte that takes no room on the disk takes none in memory either.
    @Test func aSparseFileIsReadNoFurtherThanItsFirstLine() throws {
        for name in [
            "metrics.jsonl", "cells.jsonl", "tables/t.jsonl", "calls.jsonl", "origins.jsonl", "resume/functions.jsonl",
        ] {
            try folder.write("", to: "\(run.id)/\(name)")
            #expect(truncate("\(run.folder)/\(name)", 1 << 30) == 0)
        }
        let long = "has more than the 16777216 bytes allowed"
        #expect(complaint { _ = try reader.metrics() } == "cannot read RUN/metrics.jsonl: its line 1 \(long)")
        #expect(complaint { _ = try reader.metricOverview() } == "RUN/metrics.jsonl, line 1: it \(long)")
        #expect(complaint { _ = try ExportTable(metricsOf: [reader], isLong: false) }.hasSuffix(long))
        #expect(complaint { _ = try reader.cells() }.contains("more than the 536870912 read at once"))
        #expect(complaint { _ = try reader.table("t") }.contains("more than the 536870912 read at once"))
        #expect(complaint { _ = try reader.calls() }.contains("more than the 536870912 read at once"))
        #expect(complaint { _ = try reader.origins() }.contains("more than the 536870912 read at once"))
        let index = try RunIndex(folder.path)
        #expect(try index.problems().first?.contains("its line 1 \(long)") == true)
    }

    /// The same in a process of its own, whose memory is its own too.
    @Test func aSparseFileTakesNoMemory() async throws {
        for name in ["metrics.jsonl", "cells.jsonl", "tables/t.jsonl", "episodes.jsonl.zst"] {
            try folder.write("", to: "\(run.id)/\(name)")
            #expect(truncate("\(run.folder)/\(name)", 1 << 30) == 0)
        }
        await #expect(processExitsWith: .success) { [place = run.folder as String] in
            let run = try RunReader(folder: place)
            _ = try? run.metrics()
            _ = try? run.metricOverview()
            _ = try? run.cells()
            _ = try? run.table("t")
            _ = try? run.episodes()
            _ = try? ExportTable(metricsOf: [run], isLong: false)
            _ = try RerunVerdict(of: run, by: run)
            exit(try peakMemory() < 400 << 20 ? 0 : 1)
        }
    }

    @Test func moreSeriesThanAreReadAreSaid() throws {
        let line = "{" + (0..<200_000).map { "\"n\($0)\":1" }.joined(separator: ",") + "}\n"
        try folder.write(line + line, to: "\(run.id)/metrics.jsonl")
        let overview = try reader.metricOverview()
        #expect(overview.columns.count == RecordLimits.names && overview.leavesOutNames && overview.count == 2)
        let columns = try reader.metrics()
        #expect(columns.columns.count == RecordLimits.names && columns.leavesOutNames)
        let problem = try RunIndex(folder.path).problems().first
        #expect(problem?.contains("names more than the 4096 series that are read") == true, "\(problem ?? "")")
        let export = try ExportTable(metricsOf: [reader], isLong: false)
        #expect(export.notes == ["only the first 4096 names are exported; further ones were left out"])
    }

    @Test func namesThatAreNewInEachLineEndSomewhere() throws {
        let lines = (0..<10_000).map { "{\"n\($0)\":1}\n" }.joined()
        try folder.write(lines, to: "\(run.id)/metrics.jsonl")
        try folder.write(lines, to: "\(run.id)/tables/t.jsonl")
        let overview = try reader.metricOverview()
        #expect(overview.columns.count == RecordLimits.names && overview.leavesOutNames && overview.count == 10_000)
        for export in [try ExportTable(metricsOf: [reader], isLong: false), try ExportTable(table: "t", of: [reader])] {
            #expect(export.count == 10_000 && export.notes.count == 1)
        }
    }

    @Test func moreParametersThanAreReadAreSaid() throws {
        try run.update { info in
            info.parameters = (0..<50_000).map { .init(name: "p\($0)", value: .int($0), defaultValue: 0, isSet: false) }
        }
        for step in 0..<1000 { try run.log(step: step, ["x": 1]) }
        try run.finish(.completed)
        let note = "of its 50000 parameters only the first 4096 are read"
        #expect(try reader.info.parameters.count == RecordLimits.parameters)
        #expect(try reader.info.notes == [note])
        let export = try ExportTable(metricsOf: [reader], isLong: false)
        #expect(export.notes == ["\(run.id): \(note)"] && export.count == 1000)
        #expect(RunDifferences([try reader, try reader]).parameters.isEmpty)
        #expect(try RunIndex(folder.path).problems().first?.contains(note) == true)
    }

    @Test func aFileOfManyValuesIsRefusedWhereAllWouldBeInMemory() throws {
        let line = "{\"a\":[" + Array(repeating: "1", count: 100_000).joined(separator: ",") + "]}\n"
        try folder.write(String(repeating: line, count: 90), to: "\(run.id)/tables/t.jsonl")
        #expect(complaint { _ = try reader.table("t") }.hasSuffix("the 8388608 values that are read at once"))
        let nested = "{\"a\":[" + Array(repeating: "[]", count: 1_100_000).joined(separator: ",") + "]}\n"
        try folder.write(nested, to: "\(run.id)/tables/t.jsonl")
        #expect(complaint { _ = try reader.table("t") }.contains("line 1: not valid JSON: more values than are read"))
    }

    // MARK: The ledger

    private func ledger(_ sql: String) throws {
        let writer = try VerdictLedger(writing: run.folder)
        writer.settle()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c", "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.executescript(sys.argv[2])",
            run.folder + "/verdicts.sqlite", sql,
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// A view that counts for ever, where the table was.
    @Test func aViewInPlaceOfATableIsRefused() throws {
        try ledger(
            """
            DROP TABLE verdicts;
            CREATE VIEW verdicts AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
            SELECT i AS id, 'a' AS verdict, 1 AS executions, 1 AS answers FROM n;
            """)
        #expect(
            complaint { _ = try VerdictLedger(reading: run.folder) }
                == "cannot use RUN/verdicts.sqlite: its view \"verdicts\" is none that Assay makes there")
    }

    @Test func aTriggerAndAnotherTableAreRefused() throws {
        try ledger("CREATE TABLE more (x); CREATE TRIGGER t AFTER INSERT ON more BEGIN SELECT 1; END;")
        #expect(complaint { _ = try VerdictLedger(reading: run.folder) }.contains("is none that Assay makes there"))
    }

    @Test(arguments: ["verdicts.sqlite", "verdicts.sqlite-wal", "verdicts.sqlite-journal"])
    func aPipeIsNotWaitedFor(_ name: String) throws {
        if name != "verdicts.sqlite" { try VerdictLedger(writing: run.folder).settle() }
        #expect(mkfifo("\(run.folder)/\(name)", 0o600) == 0)
        #expect(
            complaint { _ = try VerdictLedger(reading: run.folder) } == "cannot read RUN/\(name): it is no plain file")
    }

    /// An index of somebody else's making is made anew.
    @Test func aViewInTheIndexIsNotAsked() throws {
        _ = try RunIndex(folder.path)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import sqlite3, sys
            c = sqlite3.connect(sys.argv[1])
            c.executescript("ALTER TABLE names RENAME TO old; CREATE VIEW names AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 1 AS kind, 'x' AS name FROM n;")
            """, folder.file("index.sqlite"),
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let index = try RunIndex(folder.path)
        #expect(try index.matches(RunQuery()).matches.map(\.info.id) == [run.id])
    }
}
