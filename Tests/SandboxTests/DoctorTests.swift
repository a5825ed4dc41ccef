import Foundation
import Sandbox
import TestSupport
import Testing

/// What the doctor says of a machine that isolates, and of one that does not.
@Suite struct DoctorTests {
    @Test func everyLayerOfThisMachineIsAttacked() {
        let findings = Doctor().examine()
        let layers = [
            "files", "processes", "network", "users", "environment", "system calls", "privileges", "descriptors",
            "disk",
            "limits", "control groups", "addresses", "fork server",
        ]
        #expect(findings.map(\.layer) == layers)
        #expect(Doctor.isIsolated(findings), "\(findings.filter { $0.state == .broken })")
        #expect(findings.allSatisfy { $0.state != .absent || $0.layer == "control groups" && $0.remedy != nil })
    }

    @Test func whatIsNotInstalledIsNamedWithItsRemedy() {
        let findings = Doctor(bubblewrap: "/nowhere/bwrap").examine()
        #expect(findings.map(\.layer) == ["bubblewrap"] && !Doctor.isIsolated(findings))
        #expect(findings[0].remedy == "apt-get install bubblewrap")
        #expect(
            Doctor(language: .python(interpreter: "/usr/bin/python9")).examine()[0].remedy == "apt-get install python3")
    }

    /// A bubblewrap that does as it is told but builds no wall: every layer behind it gives way.
    @Test func wallsThatAreNotThereAreSeen() throws {
        let folder = try TemporaryFolder()
        try folder.write("#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"\n", to: "bwrap")
        chmod(folder.path, 0o755)
        chmod(folder.file("bwrap"), 0o755)
        let findings = Doctor(bubblewrap: folder.file("bwrap")).examine()
        #expect(!Doctor.isIsolated(findings))
    }

    @Test func aBubblewrapThatFailsIsOneFinding() {
        let findings = Doctor(bubblewrap: "/usr/bin/false").examine()
        #expect(findings.map(\.layer) == ["sandbox"] && findings[0].state == .broken)
        #expect(findings[0].remedy?.contains("max_user_namespaces") == true)
    }
}
