import Foundation
import Ledger
import RunStore
import TestSupport
import Testing

/// A machine without bubblewrap, made by running `assay` inside a bubblewrap of its own.
@Suite struct IsolationTests {
    private let folder = try! TemporaryFolder()

    private func run(_ options: String) throws -> (status: Int32, output: String) {
        let script = "print(executor.python { workers = 1\(options) }:run('print(1)').verdict)"
        try folder.write(script, to: "x.lua")
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/bwrap")
        // bubblewrap itself is hidden from it.
        process.arguments =
            ["--dev-bind", "/", "/", "--ro-bind", "/dev/null", "/usr/bin/bwrap"]
            + [
                "--", try AssayProgram.folder.path + "/assay", "run", folder.file("x.lua"), "--runs",
                folder.file("runs"),
            ]
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }

    private var record: RunReader {
        get throws { try #require(try RunsFolder(folder.file("runs")).runs().runs.first) }
    }

    @Test func theExecutorRefusesAndSaysWhatToDo() throws {
        let (status, output) = try run("")
        #expect(status == 1)
        let message = "bubblewrap is not installed (there is no /usr/bin/bwrap); run: apt-get install bubblewrap\n"
        #expect(output.contains(message), "\(output)")
        #expect(try record.info.status == .failed)
        // Nothing ran, so nothing is remembered.
        #expect(throws: RunStoreError.self) { try VerdictLedger(reading: try record.folder) }
    }

    @Test func unlessTheScriptSaysSoAndThenTheRunIsMarked() throws {
        let (status, output) = try run(", isolation = \"none\"")
        #expect(status == 0 && output.hasPrefix("accepted\n"), "\(output)")
        #expect(try record.info.determinism?.level == "none")
        #expect(try record.info.determinism?.reason.contains("programs ran without isolation") == true)
    }
}
