import Foundation
import TestSupport
import Testing

/// A Slurm of a test's own on this machine, by `scripts/slurm-cluster`; it ends with the last reference to it.
final class SlurmCluster {
    /// Whether tests with a Slurm run here. `.ci/run` asks for them in any case.
    static var isPossible: Bool {
        if ProcessInfo.processInfo.environment["ASSAY_SLURM_TESTS"] != nil { return true }
        let programs = ["/usr/sbin/munged", "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch"]
        return geteuid() == 0 && programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }
    static let need: Comment = "needs root and Debian's Slurm: run scripts/slurm-cluster install"

    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../scripts/slurm-cluster").standardized.path
    /// Short and without signs that Slurm's configuration does not take.
    private let place: TemporaryFolder
    private var folder: String { place.path }

    /// By which programs find the cluster.
    var variables: [String: String] { ["SLURM_CONF": folder + "/slurm.conf"] }

    init() throws {
        place = try TemporaryFolder()
        _ = try run(Self.script, "start", folder)
    }

    deinit { _ = try? run(Self.script, "stop", folder) }

    /// Ends the controller and starts it again.
    func restart() throws { _ = try run(Self.script, "restart", folder) }

    /// Runs one of Slurm's programs.
    ///
    /// - Returns: what it printed.
    @discardableResult
    func run(_ words: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        // The daemons of a cluster would hold on to a pipe.
        let output = place.file("output-\(UUID().uuidString).txt")
        try Data().write(to: URL(fileURLWithPath: output))
        let file = FileHandle(forWritingAtPath: output)
        (process.standardOutput, process.standardError) = (file, file)
        try Signals.unblocked { try process.run() }
        process.waitUntilExit()
        let text = String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(words): \(text)")
        return text
    }
}
