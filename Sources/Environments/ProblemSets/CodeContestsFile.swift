internal import JSON
package import Rollouts

/// Problems in the layout of CodeContests on Hugging Face (Li et al., 2022, arXiv 2203.07814), over standard input and output.
package enum CodeContestsFile {
    /// A problem with programs that solve it.
    package struct Row: Sendable {
        package var problem: Problem
        /// With a tolerance where the statement speaks of one.
        package var comparison: OutputComparison
        /// Programs that are right, in Python 3.
        package var solutions: [String]
    }

    /// What the data set's `language` field calls Python 3.
    private static let python3 = 3

    /// The problems of a file. The private and the generated tests are both private.
    package static func read(_ path: String) throws -> [Row] {
        try ProblemFile.rows(path).map { row in
            let solutions = try row.value("solutions")
            guard let languages = solutions["language"]?.array, let programs = solutions["solution"]?.array,
                languages.count == programs.count
            else { throw row.mismatch("solutions", "an object of two arrays, language and solution", solutions) }
            let problem = Problem(
                name: try row.string("name"), statement: try row.string("description"),
                publicTests: try tests("public_tests", row),
                privateTests: try tests("private_tests", row) + tests("generated_tests", row))
            return Row(
                problem: problem, comparison: comparison(problem.statement),
                solutions: zip(languages, programs).compactMap { $0.int == python3 ? $1.string : nil })
        }
    }

    private static func comparison(_ statement: String) -> OutputComparison {
        let statement = statement.lowercased()
        let isTolerant =
            statement.contains("accuracy")
            || statement.contains("error") && (statement.contains("absolute") || statement.contains("relative"))
        return isTolerant ? .floats : .tokens
    }

    private static func tests(_ field: String, _ row: ProblemFile.Row) throws -> [TestCase] {
        let value = try row.value(field)
        guard let inputs = value["input"]?.array?.map(\.string), let outputs = value["output"]?.array?.map(\.string),
            inputs.count == outputs.count, !(inputs + outputs).contains(nil)
        else { throw row.mismatch(field, "an object of two arrays of strings, input and output", value) }
        return zip(inputs, outputs).map { TestCase(input: $0!, expected: $1!) }
    }
}
