import Foundation
import JSON
import Rendering
import RunStore
import TestSupport
import Testing

/// A disk of 256 KB that fills up while a run is recorded.
@Suite struct FullDiskTests {
    @Test func whatWasWrittenStaysWhole() throws {
        try TemporaryFolder.onSmallDisk(bytes: 256 << 10) { folder in
            let run = try Make.run(in: folder)
            try run.print("hello\n")
            let filler = String(repeating: "x", count: 1000)
            var steps = 0
            let error = #expect(throws: RunStoreError.self) {
                while true {
                    try run.log(step: steps + 1, ["filler": .string(filler), "steps": .int(steps)])
                    steps += 1
                }
            }
            #expect(steps > 100)
            #expect(
                error?.description.hasPrefix(
                    "cannot write \(run.folder)/metrics.jsonl: no space left on device; free some")
                    == true)
            // The piece that did not fit left no trace, and smaller ones still do not tear anything.
            let metrics = try RunReader(folder: run.folder).metrics()
            #expect(metrics.count == steps && !metrics.isTorn)
            _ = #expect(throws: RunStoreError.self) { try run.artifact("big", [UInt8](repeating: 0, count: 1 << 20)) }
            let after = try RunReader(folder: run.folder)
            #expect(after.info.status == .running)
            #expect(try after.artifactNames() == [])
            #expect(try after.metrics().count == steps)
            #expect(try after.cells().first?.items == [.printed("hello\n")])
        }
    }
}
