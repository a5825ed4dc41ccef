import Foundation
import Rollouts
import Sandbox
import TestSupport
import Testing

/// What the doctor says of a machine that isolates, and of one that does not.
@Suite struct DoctorTests {
    private static let namespaces = ["files", "processes", "network", "users", "environment", "control groups"]

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/g++"), "g++ is not installed"))
    func everyLayerOfThisMachineAndItsLanguagesIsAttacked() {
        let findings = Doctor().examine()
        func layers(_ subject: String) -> [String] { findings.filter { $0.subject == subject }.map(\.layer) }
        #expect(layers(Doctor.machine) == Self.namespaces)
        let common = ["limits", "addresses", "fork server"]
        #expect(layers("Python") == ["version", "system calls", "privileges", "descriptors", "disk"] + common)
        #expect(layers("Lua") == ["version", "library", "bytecode"] + common)
        #expect(
            layers("C++")
                == ["version", "files", "system calls", "privileges", "descriptors", "disk"] + common + ["compiler"])
        #expect(Doctor.isIsolated(findings), "\(findings.filter { $0.state == .broken })")
        #expect(Doctor.languages(findings) == ["Python", "Lua", "C++"])
        #expect(findings.allSatisfy { $0.state != .absent || $0.layer == "control groups" && $0.remedy != nil })
    }

    @Test func whatIsNotInstalledIsNamedWithItsRemedy() {
        let findings = Doctor(bubblewrap: "/nowhere/bwrap").examine()
        #expect(findings.map(\.layer) == ["bubblewrap"] && !Doctor.isIsolated(findings))
        #expect(findings[0].remedy == "apt-get install bubblewrap")
        #expect(
            Doctor(python: .python(interpreter: "/usr/bin/python9")).examine()[0].remedy == "apt-get install python3")
    }

    /// The others can be used all the same.
    @Test func aLanguageThatIsMissingOrTooOldIsAbsent() throws {
        let findings = Doctor(compiler: "/usr/bin/g++-99").examine()
        let missing = try #require(findings.last)
        #expect(missing.subject == "C++" && missing.state == .absent && missing.remedy == "apt-get install g++")
        #expect(Doctor.isIsolated(findings) && Doctor.languages(findings) == ["Python", "Lua"])
    }

    @Test func aCompilerThatIsTooOldIsNotUsed() throws {
        // Not a compiler, and of no version that would do.
        let finding = try #require(Doctor(compiler: "/usr/bin/true").examine().last)
        #expect(finding.subject == "C++" && finding.layer == "version" && finding.state == .absent)
        #expect(finding.detail == "/usr/bin/true is of no known version; scripts need 10 or newer")
        #expect(finding.remedy?.hasPrefix("apt-get install g++") == true)
    }

    /// A bubblewrap that does as it is told but builds no wall: every layer behind it gives way.
    @Test func wallsThatAreNotThereAreSeen() throws {
        let folder = try TemporaryFolder()
        try folder.write("#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"\n", to: "bwrap")
        chmod(folder.path, 0o755)
        chmod(folder.file("bwrap"), 0o755)
        let findings = Doctor(bubblewrap: folder.file("bwrap")).examine()
        #expect(!Doctor.isIsolated(findings))
        let broken = findings.filter { $0.state == .broken }.map { "\($0.subject): \($0.layer)" }
        #expect(broken.contains("this machine: files") && broken.contains("Python: worker"), "\(broken)")
    }

    @Test func aBubblewrapThatFailsIsOneFinding() {
        let findings = Doctor(bubblewrap: "/usr/bin/false").examine()
        #expect(findings.map(\.layer) == ["sandbox"] && findings[0].state == .broken)
        #expect(findings[0].remedy?.contains("max_user_namespaces") == true)
    }
}
