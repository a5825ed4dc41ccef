import Foundation
import JSON
import RunStore
import TestSupport
import Testing

@Suite struct MetricOverviewTests {
    let folder: TemporaryFolder
    let run: RunWriter

    init() throws {
        folder = try TemporaryFolder()
        run = try Make.run(in: folder)
    }

    private func overview(_ text: String) throws -> MetricOverview {
        try folder.write(text, to: "\(run.id)/metrics.jsonl")
        return try RunReader(folder: run.folder).metricOverview()
    }

    /// The page's quick reader and the exact one say the same of every line that a writer or a person may have made.
    @Test func agreesWithTheExactReader() throws {
        let lines = [
            #"{"step":1,"loss":0.5,"time":{"elapsed_seconds":1.0}}"#,
            #"{"step":2,"loss":-1.25e-7,"time":{"elapsed_seconds":2.0}}"#,
            #"{"step":3,"loss":"NaN","time":{"elapsed_seconds":3.0}}"#,
            #"{"step":4,"loss":"-Infinity","time":{"elapsed_seconds":4.0}}"#,
            #"{"step":5,"loss":"none","time":{"elapsed_seconds":4.0}}"#,
            #"{"step":6,"loss":true,"time":{"elapsed_seconds":4.0}}"#,
            #"{"step":6,"loss":null,"time":{"elapsed_seconds":4.0}}"#,
            #"{"step":7,"loss":0,"time":{"elapsed_seconds":4e2}}"#,
            #"{"step":7,"loss":12345678901234567890123456789012345678901234567890,"time":{"elapsed_seconds":4}}"#,
            #"{"step":7,"loss":1e308,"time":{"elapsed_seconds":4.0}}"#,
            #"{"step":7, "loss" : 3 ,"time":{"elapsed_seconds":4.0}}"#,
            #"{"step":8,"lossé \"x\"":"\u0031é","time":{}}"#,
            #"{"step":9,"only":"text"}"#,
            #"{"loss":9,"nested":{"step":3,"deep":{"er":[1,2]}}}"#,
            #"{}"#,
            #"{"step":1,"loss":7.5,"time":{"elapsed_seconds":1.0}}"#,
        ]
        // Each line behind each other one, so that every shape meets every other.
        let text = lines.flatMap { first in lines.flatMap { [first, $0] } }.map { $0 + "\n" }.joined()
        let found = try overview(text)
        let exact = try RunReader(folder: run.folder).metrics()
        #expect(found.count == exact.count && found.count == 2 * lines.count * lines.count)
        #expect(found.columns.map(\.name) == exact.columns.map(\.name))
        for (column, wanted) in zip(found.columns, exact.columns) {
            #expect(column.stride == 1 && column.count == wanted.values.count)
            #expect(column.values.map(\.bitPattern) == wanted.values.map(\.bitPattern), "\(column.name)")
            #expect(column.last.bitPattern == wanted.values.last?.bitPattern, "\(column.name)")
        }
    }

    /// Several pieces of the file, and more values than are kept.
    @Test func aLongSeriesIsSampledEvenly() throws {
        let count = 100_000
        var text = ""
        for step in 0..<count {
            text += #"{"step":\#(step),"loss":\#(Double(step) / 3),"time":{"elapsed_seconds":0.5}}"# + "\n"
            if step % 1000 == 7 { text += #"{"step":\#(step),"rare":\#(step)}"# + "\n" }
        }
        let found = try overview(text)
        #expect(found.count == count + 100)
        #expect(found.columns.map(\.name) == ["loss", "rare", "time.elapsed_seconds"])
        let (loss, rare) = (found.columns[0], found.columns[1])
        #expect(loss.count == count && loss.last == Double(count - 1) / 3)
        #expect(loss.stride == 64)
        #expect(loss.values == stride(from: 0, to: count, by: 64).map { Double($0) / 3 })
        #expect(rare.stride == 1 && rare.values == stride(from: 7, to: count, by: 1000).map(Double.init))
        #expect(rare.last == 99_007)
    }

    @Test func aLineLongerThanAPieceIsRead() throws {
        let text = String(repeating: "x", count: 3 << 20)
        let found = try overview("{\"a\":1}\n{\"b\":2,\"c\":\"\(text)\"}\n{\"a\":3}\n{\"a\":")
        #expect(found.count == 3 && found.isTorn)
        #expect(found.columns.map(\.last) == [3, 2])
    }

    @Test(arguments: ["{\"a\":01}", "{\"a\":1.}", "{\"a\":1e}", "{\"a\":1e999}", "{\"a\":-}", "[1]", "{\"a\":1}x", ""])
    func whatIsNoLineIsNamed(_ line: String) throws {
        let error = #expect(throws: RunStoreError.self) { _ = try overview("{\"a\":1}\n{\"a\":2}\n\(line)\n") }
        #expect(error?.description.contains("metrics.jsonl, line 3: ") == true, "\(error?.description ?? "")")
    }

    @Test func noFileIsNoSeries() throws {
        let found = try RunReader(folder: run.folder).metricOverview()
        #expect(found.count == 0 && found.columns.isEmpty && !found.isTorn)
    }
}
