import Environments
import Foundation
import Rollouts
import Sandbox

/// Functions with their right solutions, in the layouts of HumanEval and HumanEval+: files, which the other graders read too.
struct FunctionProblems {
    /// A sentence for the report.
    let about: String
    /// Where the rows are.
    let humanEval, humanEvalPlus: String
    /// Solution, tests and the call of the tests in one program, as OpenAI's harness runs it.
    let programs: [Submission]
    /// Solution and tests apart.
    let submissions: [FunctionSubmission]
    /// Solutions with HumanEval+'s base inputs.
    let plusSubmissions: [FunctionSubmission]

    /// A run has at least so many: fewer are taken again from the first on.
    private static let least = 24

    /// The problem sets themselves where the machine has them, else a few problems of our own.
    ///
    /// - Parameters:
    ///   - root: the project's folder.
    ///   - most: how many problems of each file to take.
    init(root: String, most: Int, grader: FunctionGrader) throws {
        if let folder = ProcessInfo.processInfo.environment["ASSAY_DATA"] {
            (humanEval, humanEvalPlus) = ("\(folder)/HumanEval.jsonl.gz", "\(folder)/HumanEvalPlus.jsonl.gz")
        } else {
            let ours = "\(root)/scripts/benchmark/functions.jsonl"
            (humanEval, humanEvalPlus) = (ours, ours)
        }
        func enough<Item>(_ items: [Item]) -> [Item] {
            (0..<max(items.count, Self.least)).map { items[$0 % items.count] }
        }
        let problems = try HumanEvalFile.read(humanEval).prefix(most)
        programs = try enough(
            ProblemFile.rows(humanEval).prefix(most).map { row in
                let (solution, test) = (try row.string("canonical_solution"), try row.string("test"))
                let source = "\(try row.string("prompt"))\(solution)\n\(test)\ncheck(\(try row.string("entry_point")))"
                return Submission(source: source, tests: [TestCase(input: "", expected: "")])
            })
        submissions = enough(problems.map { $0.submission($0.reference) })
        let (plus, failures) = try EvalPlusFile.problems(
            Array(EvalPlusFile.read(humanEvalPlus).prefix(most)), grader: grader)
        if let failure = failures.first { throw BenchError(failure.description) }
        plusSubmissions = enough(plus.map { FunctionSubmission(source: $0.reference, suites: [$0.suites[0]]) })
        about =
            ProcessInfo.processInfo.environment["ASSAY_DATA"] == nil
            ? "functions: \(problems.count) of our own; set ASSAY_DATA to a folder with HumanEval.jsonl.gz and"
                + " HumanEvalPlus.jsonl.gz to take those"
            : "functions: \(problems.count) of HumanEval, \(plus.count) of HumanEval+, from ASSAY_DATA"
    }
}
