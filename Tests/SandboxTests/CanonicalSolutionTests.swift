import Environments
import Foundation
import Rollouts
import Sandbox
import Testing

/// The solutions that come with public problem sets pass their tests.
@Suite(.serialized, .enabled(if: DataSets.folder != nil, DataSets.missing)) struct CanonicalSolutionTests {
    private static let limits = Limits(
        cpu: .seconds(20), wall: .seconds(200), memory: 8 << 30, output: 1 << 30, processes: 16)

    /// The problems whose references do not pass, and how they end.
    private func failures(_ problems: [FunctionProblem], _ grader: FunctionGrader) throws -> [String: String] {
        let judgements = try grader.grade(problems.map { $0.submission($0.reference) })
        var failures: [String: String] = [:]
        for (problem, judgement) in zip(problems, judgements) where judgement.verdict != .accepted {
            failures[problem.name] =
                "\(judgement.verdict.rawValue): \(judgement.outcomes.last?.errorOutput.suffix(300) ?? "")"
        }
        return failures
    }

    @Test func humanEval() throws {
        let problems = try HumanEvalFile.read(DataSets.path("HumanEval.jsonl.gz"))
        #expect(problems.count == 164)
        #expect(try failures(problems, FunctionGrader(limits: Self.limits, workers: 2)) == [:])
    }

    @Test func mbpp() throws {
        let problems = try MBPPFile.read(DataSets.path("mbpp.jsonl"))
        // What is missing has tests that make objects of classes, or give a type.
        #expect(problems.count == 970)
        let failures = try failures(problems, FunctionGrader(limits: Self.limits, workers: 2))
        for failure in failures.sorted(by: { $0.key < $1.key }) { print(failure.key, failure.value) }
        #expect(failures.count <= 9)
    }

    @Test(arguments: [("HumanEvalPlus.jsonl.gz", 164), ("MbppPlus.jsonl.gz", 378)])
    func evalPlus(file: String, count: Int) throws {
        let rows = try EvalPlusFile.read(DataSets.path(file))
        #expect(rows.count == count)
        let grader = try FunctionGrader(limits: EvalPlusFile.referenceLimits, workers: 2)
        let (problems, unusable) = try EvalPlusFile.problems(rows, grader: grader)
        // Its answers are hundreds of megabytes of tuples.
        #expect(unusable.map(\.name) == (count == 164 ? [] : ["Mbpp/255"]))
        #expect(problems.allSatisfy { $0.suites.count == 2 })
        #expect(try failures(problems, grader) == [:])
    }

    @Test func codeContests() throws {
        let rows = try CodeContestsFile.read(DataSets.path("codecontests_127.jsonl"))
        #expect(rows.count == 127)
        let executor = try SandboxExecutor(.python(), limits: Self.limits, workers: 2)
        let judgements = try executor.judge(
            rows.map {
                Submission(
                    source: $0.solutions[0], tests: $0.problem.publicTests + $0.problem.privateTests,
                    comparison: $0.comparison)
            })
        let failed = zip(rows, judgements).filter { $1.verdict != .accepted }
        #expect(failed.map { "\($0.problem.name): \($1.verdict.rawValue)" } == [])
    }
}
