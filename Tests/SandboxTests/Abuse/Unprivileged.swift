import Foundation

/// These tests again, in a process that has no rights.
enum Unprivileged {
    private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    private static let library =
        URL(fileURLWithPath: program).deletingLastPathComponent().path + "/libAssayPythonWorker.so"

    /// Whether this process is root and `nobody` may read what was built.
    static let isPossible: Bool = {
        guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else { return false }
        return [["-x", program], ["-r", library]].allSatisfy { (try? run(["/usr/bin/test"] + $0))?.status == 0 }
    }()

    /// Runs the tests that a name matches, as `nobody`.
    static func runTests(_ filter: String) throws -> (status: Int32, output: String) {
        try run([program, "--testing-library", "swift-testing", "--filter", filter])
    }

    private static func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"] + command
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
