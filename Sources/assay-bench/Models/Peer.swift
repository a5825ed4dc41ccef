import Foundation

/// What we are measured beside: a Python process of its own, which does a measure's work on request and says how long it took.
final class Peer {
    /// What the process says about itself, and what it was held to.
    struct About: Codable {
        var side: Rounds.Way.Side
        var version: String
        /// The torch that `transformers` computes with.
        var torch: String?
        /// What llama.cpp was built for.
        var features: [String]?
        var environment: [String: String]
    }
    let side: Rounds.Way.Side
    let about: About
    private let process: PythonProcess

    private struct Greeting: Codable {
        var version: String
        var torch: String?
        var features: [String]?
    }

    /// Starts Python on a checkpoint.
    ///
    /// - Parameters:
    ///   - side: decides the program in `root/scripts/benchmark`, which says what each measure is.
    ///   - environment: what holds its libraries to the instructions that our kernels use.
    init(
        _ side: Rounds.Way.Side, root: String, python: String, checkpoint: String, workload: Workload,
        environment: [String: String]
    ) throws {
        let program = side == .transformers ? "transformers_rates.py" : "llama_cpp_rates.py"
        let numbers = [
            ("rows", workload.rows), ("prompt", workload.prompt), ("new", workload.new), ("turns", workload.turns),
            ("feedback", workload.feedback), ("train-rows", workload.trainRows), ("train-length", workload.trainLength),
            ("product-size", workload.productSize), ("product-repeats", workload.productRepeats),
        ]
        process = try PythonProcess(
            python,
            ["\(root)/scripts/benchmark/\(program)", checkpoint] + numbers.flatMap { ["--\($0)", "\($1)"] }
                + ["--clock", workload.countsCPUTime ? "cpu" : "wall", "--type", side == .llamaHalf ? "bf16" : "f32"],
            environment: environment)
        let greeting = try JSONDecoder().decode(Greeting.self, from: Data(process.line().utf8))
        self.side = side
        about = About(
            side: side, version: greeting.version, torch: greeting.torch, features: greeting.features,
            environment: environment.filter { $0.key != "PYTHONPATH" })
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
