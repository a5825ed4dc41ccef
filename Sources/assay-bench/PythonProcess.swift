import Foundation

/// A Python program that answers each line that it is sent by a line.
final class PythonProcess {
    private let process = Process()
    private let requests = Pipe()
    private let answers = Pipe()
    private var unread = Data()

    /// Starts it.
    ///
    /// - Parameters:
    ///   - python: a name to look for on PATH, or a path.
    ///   - arguments: the program's path and what it is told.
    ///   - environment: variables beside our own.
    init(_ python: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.arguments = [python] + arguments
        process.standardInput = requests
        process.standardOutput = answers
        signal(SIGPIPE, SIG_IGN)  // a Python that has ended is told of as an error, not by our own end
        try process.run()
    }

    deinit {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Sends a line and waits for the next one.
    func answer(to request: String) throws -> String {
        try requests.fileHandleForWriting.write(contentsOf: Data("\(request)\n".utf8))
        return try line()
    }

    /// The next line it prints.
    func line() throws -> String {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread = Data(unread[(end + 1)...]) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            let more = answers.fileHandleForReading.availableData
            guard !more.isEmpty else {
                throw BenchError(
                    "the Python side ended before it answered; see what it printed above, and start it by scripts/bench,"
                        + " which installs what it needs"
                )
            }
            unread += more
        }
    }
}
