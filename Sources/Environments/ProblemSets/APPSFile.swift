internal import JSON
internal import Rollouts

/// Problems in the layout of APPS (Hendrycks et al., 2021, arXiv 2105.09938): programs over standard input and output. It has no public
/// tests, so the first is taken for one, and the others are private.
enum APPSFile {
    /// The problem of a row, or why it cannot be used.
    static func read(_ row: ProblemFile.Row) throws -> (name: String, problem: Result<Problem, Unusable>) {
        let number = try row.value(row.has("problem_id") ? "problem_id" : "id")
        guard let number = number.string ?? number.int.map(String.init) else {
            throw row.mismatch(row.has("problem_id") ? "problem_id" : "id", "an integer or a string", number)
        }
        let name = "APPS/\(number)", statement = try row.string("question")
        guard let tests = try nested(row, "input_output")?.object, !tests.members.isEmpty else {
            return (name, .failure(Unusable(reason: "has no tests")))
        }
        if let function = tests["fn_name"]?.string {
            return (
                name,
                .failure(Unusable(reason: "calls the function \(function) rather than a program with standard input"))
            )
        }
        guard let inputs = tests["inputs"]?.array, let outputs = tests["outputs"]?.array else {
            throw row.mismatch("input_output", "an object of two arrays, inputs and outputs", .object(tests))
        }
        try row.check("input_output", inputs: inputs.count, outputs: outputs.count)
        var all: [TestCase] = []
        for (index, (input, output)) in zip(inputs, outputs).enumerated() {
            guard let input = text(input), let output = text(output) else {
                throw row.mismatch("input_output", "texts, or lists of lines, also for test \(index + 1)", input)
            }
            all.append(TestCase(input: input, expected: output))
        }
        guard !all.isEmpty else { return (name, .failure(Unusable(reason: "has no tests"))) }
        let solutions = row.has("solutions") ? try nested(row, "solutions")?.array?.first?.string : nil
        return (
            name,
            .success(
                Problem(
                    name: name, statement: statement, publicTests: Array(all.prefix(1)),
                    privateTests: Array(all.dropFirst()), reference: solutions))
        )
    }

    /// Why a row cannot be used, as a clause.
    struct Unusable: Error { let reason: String }

    /// A text, or the lines of one.
    private static func text(_ value: JSONValue) -> String? {
        if let text = value.string { return text }
        guard let lines = value.array?.map(\.string), !lines.contains(nil) else { return nil }
        return lines.map { $0! }.joined(separator: "\n")
    }

    /// A field that holds JSON, or a string of JSON as the original files have it; nil for an empty string.
    private static func nested(_ row: ProblemFile.Row, _ field: String) throws -> JSONValue? {
        let value = try row.value(field)
        guard let text = value.string else { return value }
        if text.isEmpty { return nil }
        do { return try JSONParser.parse(Array(text.utf8)) } catch {
            throw ProblemFileError("\(row.place): the field \"\(field)\" holds no JSON: \(error)")
        }
    }
}
