import Foundation
import JSON
import Exports
import RunStore
import TestSupport
import Testing

@Suite struct ExportTests {
    private let folder = try! TemporaryFolder()

    /// Two runs with everything that formats stumble over: missing values, NaN, quotes, line ends, a metric named as a column.
    private func runs() throws -> [RunReader] {
        try [("a", 1, "x \"y\", z"), ("b", 2, "line\nend é🙂")].map { name, number, text in
            let run = try RunWriter.create(
                in: folder.path, info: RunInfo(script: name + ".lua", seed: UInt64(number), commandLine: []),
                source: "",
                clock: { Timestamp(milliseconds: 0) }, suffix: { _ in "1" })
            try run.update { info in
                info.parameters = [
                    .init(name: "text", value: .string(text), defaultValue: "", isSet: true),
                    .init(name: "fast", value: .bool(number == 1), defaultValue: false, isSet: false),
                ]
                if number == 2 { info.parameters.append(.init(name: "new", value: 5, defaultValue: 5, isSet: false)) }
            }
            try run.log(step: 1, ["x": 1, "run": 0.5])
            try run.log(step: 2, ["x": .number(.nan), "y": .number(-.infinity)])
            try run.row(table: "t", ["n": .int(.max), "interval": [0.25, 0.5], "empty": ""])
            try run.finish(.completed)
            return try RunReader(folder: run.folder)
        }
    }

    private func bytes(_ body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try body { bytes += $0 }
        return bytes
    }

    private func text(_ body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws -> String {
        String(decoding: try bytes(body), as: UTF8.self)
    }

    @Test func metricsAsCSV() throws {
        #expect(
            try text { try ExportTable(metricsOf: runs(), isLong: false).writeCSV($0) } == """
                run,seed,param.text,param.fast,param.new,step,x,metric.run,time.elapsed_seconds,y
                a-1,1,"x ""y"", z",true,,1,1.0,0.5,0.0,
                a-1,1,"x ""y"", z",true,,2,NaN,,0.0,-inf
                b-1,2,"line
                end é🙂",false,5,1,1.0,0.5,0.0,
                b-1,2,"line
                end é🙂",false,5,2,NaN,,0.0,-inf

                """)
    }

    @Test func oneValueARow() throws {
        let lines = try text { try ExportTable(metricsOf: [runs()[0]], isLong: true).writeCSV($0) }.split(
            separator: "\n")
        #expect(lines[0] == "run,seed,param.text,param.fast,step,metric,value")
        #expect(
            lines.dropFirst().map { $0.split(separator: "true,")[1] } == [
                "1,x,1.0", "1,run,0.5", "1,time.elapsed_seconds,0.0", "2,x,NaN", "2,y,-inf",
                "2,time.elapsed_seconds,0.0",
            ])
    }

    @Test func aTableAsJSON() throws {
        let runs = try runs()
        let table = try ExportTable(table: "t", of: runs)
        let rows = try #require(try JSONParser.parse(bytes(table.writeJSON)).array)
        #expect(
            rows.map { $0["interval lower"] } == [0.25, 0.25] && rows.map { $0["interval upper"] } == [0.5, 0.5]
                && rows.map { $0["n"] } == [.int(.max), .int(.max)])
        #expect(rows.map { $0["param.new"] } == [.null, 5] && rows.map { $0["empty"] } == ["", ""])
        let error = #expect(throws: RunStoreError.self) { try ExportTable(table: "u", of: runs) }
        #expect(error?.description == "there is no table \"u\" in these runs; there are \"t\"")
    }

    /// Without rows nothing is compressed, so the bytes are known: pyarrow and DuckDB read them as a table of two columns without rows.
    @Test func anEmptyParquetFile() throws {
        let run = try RunWriter.create(
            in: folder.path, info: RunInfo(script: "c.lua", seed: 1, commandLine: []), source: "", suffix: { _ in "1" })
        let bytes = try bytes(ExportTable(metricsOf: [RunReader(folder: run.folder)], isLong: false).writeParquet)
        let hexadecimal = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        #expect(hexadecimal == Self.emptyFile)
    }

    private static let emptyFile =
        "504152311502193c4806736368656d61150400150c2502180372756e25004c1c00000015042502180473656564001600190c28056173736179003600000050415231"

    private static let python = ProcessInfo.processInfo.environment["ASSAY_PYARROW"] ?? "/usr/bin/python3"
    private static let hasArrow: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", "import pyarrow.parquet"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// What Arrow reads is what was written: types, missing values, NaN, and more rows than one row group has.
    @Test(.enabled(if: hasArrow, "needs pyarrow: ASSAY_PYARROW=<a Python that has it>")) func arrowReadsParquet() throws
    {
        let runs = try runs()
        let long = try RunWriter.create(
            in: folder.path, info: RunInfo(script: "long.lua", seed: 9, commandLine: []), source: "",
            suffix: { _ in "1" })
        for step in 0..<70_000 { try long.log(step: step, step % 3 == 0 ? [:] : ["x": .number(Double(step) / 3)]) }
        try ExportTable.file(
            folder.file("m.parquet"),
            ExportTable(metricsOf: runs + [RunReader(folder: long.folder)], isLong: false).writeParquet)
        try ExportTable.file(folder.file("t.parquet"), ExportTable(table: "t", of: runs).writeParquet)
        let script = """
            import pyarrow.parquet as pq, math
            m = pq.read_table("m.parquet"); t = pq.read_table("t.parquet").to_pylist()
            assert [str(f.type) for f in m.schema] == ["string", "int64", "string", "bool", "int64", "int64"] + ["double"] * 4, m.schema
            rows = m.to_pylist()
            assert len(rows) == 70004 and m.num_rows == 70004
            assert rows[0]["param.text"] == 'x "y", z' and rows[0]["param.fast"] is True and rows[0]["y"] is None
            assert math.isnan(rows[1]["x"]) and rows[1]["y"] == -math.inf and rows[1]["metric.run"] is None
            assert rows[2]["param.text"] == "line\\nend é🙂" and rows[2]["param.new"] == 5 and rows[2]["param.fast"] is False
            for step in range(70000):
                row = rows[4 + step]
                assert row["step"] == step and row["x"] == (None if step % 3 == 0 else step / 3), row
            assert t[1]["n"] == 2**63 - 1 and t[1]["interval lower"] == 0.25 and t[1]["interval upper"] == 0.5 and t[1]["empty"] == ""
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python)
        process.arguments = ["-c", script]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
