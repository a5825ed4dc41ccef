import Foundation

/// The program `assay` as it was built beside the tests.
enum AssayProgram {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// The folder that the tests and the programs were built into.
    static var folder: URL {
        get throws { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent() }
    }

    /// Runs `assay` (or the copy of it at `path`) with `arguments`, and with variables of the environment beside the usual ones, and waits for
    /// its end.
    static func run(
        _ arguments: [String], runs: String? = nil, at path: URL? = nil, variables: [String: String] = [:]
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = try path ?? folder.appendingPathComponent("assay")
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["TZ"] = "UTC"
        environment["COLUMNS"] = "100"
        environment["ASSAY_RUNS"] = runs
        environment.merge(variables) { $1 }
        process.environment = environment
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
        // The texts are far smaller than a pipe holds, so neither side waits for the other.
        let texts = [output, errors].map {
            String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
    }
}
