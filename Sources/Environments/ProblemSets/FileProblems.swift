internal import JSON
package import Rollouts
internal import Sandbox

/// The problems of a file, with those that cannot be used left out; they are kept in a `ProblemStore`.
package struct FileProblems: ContentProblemSet {
    package let name: String
    package let template: any PromptTemplate
    package let leftOut: [LeftOutProblem]
    package let content: String
    /// The SHA-256 of the file.
    package let fileContent: String
    private let store: ProblemStore

    package var count: Int { store.entries.count }
    package var hasGroups: Bool { store.hasGroups }
    package func problem(at index: Int) throws -> Problem {
        guard store.entries.indices.contains(index) else {
            throw ProblemIndexError(index: index, set: name, count: count)
        }
        return try store.problem(at: index)
    }
    package func entry(at index: Int) throws -> ProblemStore.Entry { store.entries[index] }

    /// What came of a row.
    private enum Outcome {
        case problem(Problem)
        case leftOut(LeftOutProblem)

        init(_ read: (name: String, problem: Result<Problem, APPSFile.Unusable>)) {
            switch read.problem {
            case .success(let problem): self = .problem(problem)
            case .failure(let fault): self = .leftOut(LeftOutProblem(read.name, fault.reason))
            }
        }
    }

    /// Reads a file row by row.
    ///
    /// - Parameters:
    ///   - isOurs: whether the file is in our own layout, where a name that comes twice is an error; in others the second is left out.
    private init(
        _ layout: String, _ path: String, _ template: any PromptTemplate, isOurs: Bool = false,
        each: (ProblemFile.Row) throws -> Outcome
    ) throws {
        var writer = ProblemStore.Writer(), leftOut: [LeftOutProblem] = []
        let fileContent = try ProblemFile.forEachRow(path) { row in
            switch try each(row) {
            case .leftOut(let problem): leftOut.append(problem)
            case .problem(let problem):
                guard let first = writer.place(of: problem.name) else {
                    return try writer.add(problem, from: row.place)
                }
                guard !isOurs else {
                    throw ProblemFileError(
                        "\(row.place): the name \"\(problem.name)\" is that of the problem of \(first) already; names must differ"
                    )
                }
                leftOut.append(LeftOutProblem(problem.name, "of \(row.place) has the name of \(first) already"))
            }
        }
        try self.init(layout, path, writer.finished(), leftOut, template, fileContent: fileContent)
    }

    private init(
        _ layout: String, _ path: String, _ store: ProblemStore, _ leftOut: [LeftOutProblem],
        _ template: any PromptTemplate, fileContent: String
    ) throws {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        guard !store.entries.isEmpty else {
            let why = leftOut.last.map { "\($0)" } ?? "it is empty"
            throw ProblemFileError("\(path) holds no problem that can be used: \(why)")
        }
        (name, self.store, self.leftOut, self.template) = ("\(layout)/\(file)", store, leftOut, template)
        (content, self.fileContent) = (store.entries.content, fileContent)
    }

    /// Problems in our own layout, see `ProblemLayout`.
    package static func ours(_ path: String) throws -> FileProblems {
        try FileProblems("jsonl", path, FencedTemplate(), isOurs: true) { row in
            do { return .problem(try ProblemLayout.problem(try row.object())) } catch let fault as ProblemLayout.Fault {
                throw ProblemFileError("\(row.place): \(fault.reason)")
            }
        }
    }

    /// Problems in the layout of HumanEval: the asserts are public.
    package static func humanEval(_ path: String) throws -> FileProblems {
        try FileProblems("humaneval", path, FunctionTemplate()) { .problem(Problem(try HumanEvalFile.read($0))) }
    }

    /// Problems in the layout of MBPP: the asserts are public, and stand in the statement as in the paper's prompt.
    package static func mbpp(_ path: String) throws -> FileProblems {
        try FileProblems("mbpp", path, FunctionTemplate()) { row in
            let (problem, fault) = try MBPPFile.read(row)
            return fault.map { .leftOut(LeftOutProblem(problem.name, $0)) } ?? .problem(Problem(problem))
        }
    }

    /// Problems in the layout of EvalPlus: the base inputs are public, the plus inputs private.
    ///
    /// - Parameter executor: runs the references, whose answers are what is expected; a problem whose reference fails is left out.
    package static func evalPlus(_ path: String, executor: any Executor) throws -> FileProblems {
        var rows: [EvalPlusFile.Row] = []
        let fileContent = try ProblemFile.forEachRow(path) { rows.append(try EvalPlusFile.read($0)) }
        let (problems, failures) = try EvalPlusFile.problems(rows) { try executor.judge($0.map(Submission.init)) }
        var writer = ProblemStore.Writer()
        for problem in problems { try writer.add(Problem(problem), from: path) }
        return try FileProblems(
            "evalplus", path, writer.finished(), failures, FunctionTemplate(), fileContent: fileContent)
    }

    /// Problems in the layout of APPS.
    package static func apps(_ path: String) throws -> FileProblems {
        try FileProblems("apps", path, FencedTemplate()) { Outcome(try APPSFile.read($0)) }
    }

    /// Problems in the layout of LiveCodeBench.
    package static func liveCodeBench(_ path: String) throws -> FileProblems {
        try FileProblems("livecodebench", path, FencedTemplate()) { Outcome(try LiveCodeBenchFile.read($0)) }
    }

    /// Problems in the layout of CodeContests; one without public tests is left out.
    package static func codeContests(_ path: String) throws -> FileProblems {
        try FileProblems("codecontests", path, FencedTemplate()) { row in
            let row = try CodeContestsFile.read(row)
            guard !row.problem.publicTests.isEmpty else {
                return .leftOut(LeftOutProblem(row.problem.name, "has no public tests"))
            }
            var problem = row.problem
            (problem.comparison, problem.reference) = (row.comparison, row.solutions.first)
            return .problem(problem)
        }
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
