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

    /// The problems of a file.
    package static func read(_ path: String) throws -> [Row] { try ProblemFile.rows(path).map(read) }

    /// The problem of a row. The private and the generated tests are both private.
    static func read(_ row: ProblemFile.Row) throws -> Row {
        let solutions = try row.value("solutions")
        guard let languages = solutions["language"]?.array, let programs = solutions["solution"]?.array,
            languages.count == programs.count
        else { throw row.mismatch("solutions", "an object of two arrays, language and solution", solutions) }
        let name = try row.string("name")
        let problem = Problem(
            name: name, statement: try row.string("description"),
            publicTests: try tests("public_tests", row),
            privateTests: try tests("private_tests", row) + tests("generated_tests", row),
            cluster: contest(of: name, row))
        return Row(
            problem: problem, comparison: comparison(problem.statement),
            solutions: zip(languages, programs).compactMap { $0.int == python3 ? $1.string : nil })
    }

    /// The contest that a problem was set in; nil where the file does not say. Codeforces numbers its contests, in a field of their own and
    /// before the names: `1575_A. Another Sorting Problem`.
    private static func contest(of name: String, _ row: ProblemFile.Row) -> String? {
        if let number = (try? row.value("cf_contest_id"))?.int, number > 0 { return "codeforces/\(number)" }
        let number = name.prefix { $0.isASCII && $0.isNumber }, rest = name.dropFirst(number.count)
        guard !number.isEmpty, rest.first == "_", rest.dropFirst().first?.isUppercase == true else { return nil }
        return "codeforces/\(number)"
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
            !(inputs + outputs).contains(nil)
        else { throw row.mismatch(field, "an object of two arrays of strings, input and output", value) }
        try row.check(field, inputs: inputs.count, outputs: outputs.count)
        return zip(inputs, outputs).map { TestCase(input: $0!, expected: $1!) }
    }
}
