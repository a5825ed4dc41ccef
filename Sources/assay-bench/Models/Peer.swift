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
    private let process: PythonProcess

    /// Starts Python on a checkpoint.
    ///
    /// - Parameters:
    ///   - program: `scripts/benchmark/transformers_rates.py`, which says what each measure is.
    ///   - python: a name to look for on PATH, or a path.
    init(program: String, python: String, checkpoint: String, workload: Workload) throws {
        process = try PythonProcess(
            python,
            [program, checkpoint]
                + [
                    ("rows", workload.rows), ("prompt", workload.prompt), ("new", workload.new),
                    ("turns", workload.turns), ("feedback", workload.feedback), ("train-rows", workload.trainRows),
                    ("train-length", workload.trainLength), ("product-size", workload.productSize),
                    ("product-repeats", workload.productRepeats),
                ].flatMap { ["--\($0)", "\($1)"] })
        about = try JSONDecoder().decode(About.self, from: Data(process.line().utf8))
    }

    /// Does the work once, on this many threads.
    ///
    /// - Returns: the seconds it took, as the process measured them.
    func run(_ measure: Workload.Measure, threads: Int) throws -> Double {
        let line = try process.answer(to: "\(measure.rawValue) \(threads)")
        guard let seconds = Double(line) else {
            throw BenchError(
                "the Python side answered '\(line)' where seconds were expected; see what it printed above")
        }
        return seconds
    }
}
