internal import JSON
internal import Sandbox

/// Problems in the layout of MBPP, with the paper's prompt (Austin et al., 2021, arXiv 2108.07732).
package enum MBPPFile {
    /// The problems of a file.
    package static func read(_ path: String) throws -> [FunctionProblem] {
        try ProblemFile.rows(path).map { row in
            let reference = try row.string("code")
            let asserts = try row.strings("test_list")
            let functions = called(in: asserts.joined(separator: "\n"), definedBy: reference)
            let setup = try row.string("test_setup_code")
            func suite(_ asserts: [String]) -> FunctionSuite {
                FunctionSuite(calling: functions, setup + "\n" + asserts.joined(separator: "\n"))
            }
            return FunctionProblem(
                name: "MBPP/\(try row.value("task_id").int ?? 0)",
                prompt:
                    "\(try row.string("text"))\nYour code should pass these tests:\n\(asserts.joined(separator: "\n"))",
                function: functions.first ?? "", reference: reference, suites: [suite(asserts)])
        }
    }

    /// The functions of the reference that the asserts name, in the order of their definition. Nothing of a policy's program decides what the asserts call.
    static func called(in asserts: String, definedBy reference: String) -> [String] {
        let used = Set(asserts.split { !$0.isLetter && !$0.isNumber && $0 != "_" })
        var found: [String] = []
        for line in reference.split(whereSeparator: \.isNewline) where line.hasPrefix("def ") {
            let name = line.dropFirst(4).drop { $0 == " " }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            if used.contains(name) && !found.contains(String(name)) { found.append(String(name)) }
        }
        return found
    }
}
