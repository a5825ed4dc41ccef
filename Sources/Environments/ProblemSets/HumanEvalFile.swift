internal import Sandbox

/// Problems in the layout of HumanEval (Chen et al., 2021, arXiv 2107.03374).
package enum HumanEvalFile {
    /// The problems of a file.
    package static func read(_ path: String) throws -> [FunctionProblem] {
        try ProblemFile.rows(path).map(read)
    }

    static func read(_ row: ProblemFile.Row) throws -> FunctionProblem {
        let (prompt, function) = (try row.string("prompt"), try row.string("entry_point"))
        // The asserts may use the prompt's helpers, and call the function by its own name: so the prompt comes first, its unfinished function
        // is given a body, and then the name means the candidate.
        let code = """
            \(prompt)
                pass
            \(function) = candidate(\(pythonLiteral(function)))
            \(try row.string("test"))
            check(\(function))
            """
        return FunctionProblem(
            name: try row.string("task_id"), prompt: prompt, function: function,
            reference: prompt + (try row.string("canonical_solution")), suites: [FunctionSuite(code: code + "\n")])
    }
}

/// A Python string literal.
func pythonLiteral(_ text: String) -> String {
    "\""
        + text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case " "..."~": "\(scalar)"
            default:
                "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
            }
        }.joined() + "\""
}
