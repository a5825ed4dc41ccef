import Foundation

/// `assay` while it runs, for tests that send it signals.
final class RunningProgram {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    init(_ arguments: [String], runs: String) throws {
        process.executableURL = try AssayProgram.folder.appendingPathComponent("assay")
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["ASSAY_RUNS"] = runs
        process.environment = environment
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
    }

    /// Waits until it has printed something.
    func waitForOutput() -> String {
        String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for its end.
    ///
    /// - Returns: the exit status, negative for the number of the signal that ended it, and what it complained about.
    func end() -> (status: Int32, errors: String) {
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let status = process.terminationStatus
        return (process.terminationReason == .uncaughtSignal ? -status : status, text)
    }
}
