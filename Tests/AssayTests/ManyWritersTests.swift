import Foundation
import JSON
import RunStore
import TestSupport
import Testing

@Suite struct ManyWritersTests {
    /// Sixteen processes write runs while others list, label and delete the index: every list is whole, and the last is right.
    @Test func sixteenProcessesWriteAtOnce() throws {
        let folder = try TemporaryFolder()
        let script = try folder.write("for step = 1, 300 do run.log { x = step } end", to: "many.lua")
        let runs = folder.file("runs")
        let program = try AssayProgram.folder.appendingPathComponent("assay")
        let writers = try (1...16).map { seed in
            let process = Process()
            process.executableURL = program
            process.arguments = ["run", "-q", script, "--seed", String(seed), "--runs", runs]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            return process
        }
        var round = 0
        while writers.contains(where: \.isRunning) {
            round += 1
            if round % 3 == 0 { try? FileManager.default.removeItem(atPath: runs + "/index.sqlite") }
            let listed = try AssayProgram.run(["list", "--json"], runs: runs)
            #expect(listed.status == 0 && listed.errors == "", "\(listed.errors)")
            #expect(try JSONParser.parse(Array(listed.output.utf8)).array != nil)
        }
        for writer in writers {
            writer.waitUntilExit()
            #expect(writer.terminationStatus == 0)
        }
        let list = try AssayProgram.run(["list", "status=completed and x=300 and max(x)=300", "--json"], runs: runs)
        #expect(try JSONParser.parse(Array(list.output.utf8)).array?.count == 16)
        let rebuilt = try AssayProgram.run(
            ["list", "--rebuild", "--json", "status=completed and x=300 and max(x)=300"], runs: runs)
        #expect(rebuilt.output == list.output)
    }

    /// The first look at a folder, by many processes in the same moment: one of them makes the index, none complains.
    @Test func manyProcessesMakeTheIndex() throws {
        let sample = try SampleRuns(seeds: 1...3)
        let program = try AssayProgram.folder.appendingPathComponent("assay")
        for _ in 0..<3 {
            for ending in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: sample.folder.file("index.sqlite" + ending))
            }
            let readers = try (0..<8).map { _ in
                let (process, output) = (Process(), Pipe())
                (process.executableURL, process.arguments) = (program, ["list", "--runs", sample.folder.path])
                (process.standardOutput, process.standardError) = (output, output)
                try process.run()
                return (process, output)
            }
            let pages = readers.map { process, output in
                let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                process.waitUntilExit()
                return "\(process.terminationStatus)\n" + text
            }
            #expect(Set(pages).count == 1 && pages[0].hasPrefix("0\nrun "), "\(pages)")
        }
    }
}
