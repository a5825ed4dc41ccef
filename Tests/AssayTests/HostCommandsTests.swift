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
        try FileManager.default.copyItem(at: AssayProgram.folder.appendingPathComponent("assay"), to: program)
    }

    private func installHost() throws {
        try folder.write("#!/bin/sh\nprintf '%s|' \"$@\"\nexit 1\n", to: "assay-host")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("assay-host"))
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
