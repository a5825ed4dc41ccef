import Foundation
import TestSupport
import Testing

/// `assay` hands over to the `assay-host` beside it. Here that is a script which prints what it was given.
@Suite struct HostCommandsTests {
    private let folder: TemporaryFolder
    private let program: URL

    init() throws {
        folder = try TemporaryFolder()
        program = URL(fileURLWithPath: folder.file("assay"))
        let original = try AssayProgram.folder.appendingPathComponent("assay")
        try shell("cp \"$0\" \"$1\"", original.path, program.path)
    }

    private func installHost() throws {
        let text = "#!/bin/sh\nprintf '%s|' \"$@\"\nexit 1\n"
        try shell("printf '%s' \"$0\" > \"$1\" && chmod 755 \"$1\"", text, folder.file("assay-host"))
    }

    /// Makes programs in a process of its own. Were they written by this one, a child that another test forks just then would
    /// hold them open for writing for an instant, and starting them would fail with "Text file busy".
    private func shell(_ command: String, _ arguments: String...) throws {
        let process = try Process.run(
            URL(filePath: "/bin/sh"), arguments: ["-c", command] + arguments)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    @Test(arguments: [
        ["run", "x.lua", "turns=5", "--seed", "3", "text=a b", "--quiet"], ["run", "x.lua", "--help"],
        ["run", "--seed", "3", "x.lua", "-h"], ["api"], ["api", "--luacats", "stubs"], ["doctor"],
    ])
    func theHostGetsTheSameArguments(_ arguments: [String]) throws {
        try installHost()
        let outcome = try AssayProgram.run(arguments, at: program)
        #expect(outcome.output == arguments.map { $0 + "|" }.joined())
        #expect(outcome.status == 1)
    }

    @Test func helpWithoutAScriptNeedsNoHost() throws {
        let outcome = try AssayProgram.run(["run", "--help"], at: program)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("USAGE: assay run"))
    }

    @Test func aMissingHostIsNamed() throws {
        let outcome = try AssayProgram.run(["api"], at: program)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix("assay: cannot start \(folder.path)/assay-host: No such file or directory; build"))
    }
}
