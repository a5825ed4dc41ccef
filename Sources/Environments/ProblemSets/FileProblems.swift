package import Rollouts
internal import Sandbox

/// The problems of a file, with those that cannot be used left out.
package struct FileProblems: TemplatedProblemSet {
    package let name: String
    package let template: any PromptTemplate
    /// A sentence for each problem that was left out.
    package let leftOut: [String]
    private let problems: [Problem]

    package var count: Int { problems.count }
    package func problem(at index: Int) throws -> Problem {
        guard problems.indices.contains(index) else {
            throw ProblemIndexError(index: index, set: name, count: count)
        }
        return problems[index]
    }

    private init(
        _ layout: String, _ path: String, _ problems: [Problem], leftOut: [String] = [], template: any PromptTemplate
    ) throws {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        guard let last = leftOut.last ?? (problems.isEmpty ? "it is empty" : nil), problems.isEmpty else {
            (name, self.problems, self.leftOut, self.template) = ("\(layout)/\(file)", problems, leftOut, template)
            return
        }
        throw ProblemFileError("\(path) holds no problem that can be used: \(last)")
    }

    /// Problems in the layout of HumanEval: the asserts are public.
    package static func humanEval(_ path: String) throws -> FileProblems {
        let problems = try HumanEvalFile.read(path).map(Problem.init)
        return try FileProblems("humaneval", path, problems, template: FunctionTemplate())
    }

    /// Problems in the layout of MBPP: the asserts are public, and stand in the statement as in the paper's prompt.
    package static func mbpp(_ path: String) throws -> FileProblems {
        let problems = try MBPPFile.read(path).map(Problem.init)
        return try FileProblems("mbpp", path, problems, template: FunctionTemplate())
    }

    /// Problems in the layout of EvalPlus: the base inputs are public, the plus inputs private.
    ///
    /// - Parameter executor: runs the references, whose answers are what is expected; a problem whose reference fails is left out.
    package static func evalPlus(_ path: String, executor: any Executor) throws -> FileProblems {
        let rows = try EvalPlusFile.read(path)
        let (problems, failures) = try EvalPlusFile.problems(rows) { try executor.judge($0.map(Submission.init)) }
        return try FileProblems(
            "evalplus", path, problems.map(Problem.init), leftOut: failures, template: FunctionTemplate())
    }

    /// Problems in the layout of CodeContests; one without public tests is left out.
    package static func codeContests(_ path: String) throws -> FileProblems {
        let rows = try CodeContestsFile.read(path)
        let problems = rows.filter { !$0.problem.publicTests.isEmpty }.map { row in
            var problem = row.problem
            (problem.comparison, problem.reference) = (row.comparison, row.solutions.first)
            return problem
        }
        let leftOut = rows.filter(\.problem.publicTests.isEmpty).map { "\($0.problem.name) has no public tests" }
        return try FileProblems("codecontests", path, problems, leftOut: leftOut, template: FencedTemplate())
    }
}

/// A problem that its set does not hold.
package struct ProblemIndexError: Error, CustomStringConvertible {
    package var index: Int
    package var set: String
    package var count: Int

    /// An index and the set that does not have it.
    package init(index: Int, set: String, count: Int) { (self.index, self.set, self.count) = (index, set, count) }

    package var description: String {
        "problem \(index) of \(set) does not exist: the set holds \(count), numbered 0 to \(count - 1)"
    }
}
