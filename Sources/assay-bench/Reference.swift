import Foundation

/// `transformers` in a Python process of its own, which does a measure's work on request and says how long it took.
final class Reference {
    /// What the process says about itself.
    struct About: Codable {
        var transformers: String
        var torch: String
        var parameters: Int
    }
    let about: About
    private let process = Process()
    private let requests = Pipe()
    private let answers = Pipe()
    private var unread = Data()

    /// Starts Python on a checkpoint.
    ///
    /// - Parameters:
    ///   - program: `scripts/benchmark/transformers_rates.py`, which says what each measure is.
    ///   - python: a name to look for on PATH, or a path.
    init(program: String, python: String, checkpoint: String, workload: Workload) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            [python, program, checkpoint]
            + [
                ("rows", workload.rows), ("prompt", workload.prompt), ("new", workload.new),
                ("turns", workload.turns), ("feedback", workload.feedback), ("train-rows", workload.trainRows),
                ("train-length", workload.trainLength), ("product-size", workload.productSize),
                ("product-repeats", workload.productRepeats),
            ].flatMap { ["--\($0)", "\($1)"] }
        process.standardInput = requests
        process.standardOutput = answers
        signal(SIGPIPE, SIG_IGN)  // a Python that has ended is told of as an error, not by our own end
        try process.run()
        let line = try Self.line(answers, &unread)
        about = try JSONDecoder().decode(About.self, from: Data(line.utf8))
    }

    deinit {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Does the work once, on this many threads.
    ///
    /// - Returns: the seconds it took, as the process measured them.
    func run(_ measure: Workload.Measure, threads: Int) throws -> Double {
        try requests.fileHandleForWriting.write(contentsOf: Data("\(measure.rawValue) \(threads)\n".utf8))
        let line = try Self.line(answers, &unread)
        guard let seconds = Double(line) else {
            throw BenchError(
                "the Python side answered '\(line)' where seconds were expected; see what it printed above")
        }
        return seconds
    }

    private static func line(_ pipe: Pipe, _ unread: inout Data) throws -> String {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread = Data(unread[(end + 1)...]) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            let more = pipe.fileHandleForReading.availableData
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

/// A benchmark that could not be taken.
struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
