internal import JSON
internal import Sandbox

/// Problems in the layout of MBPP, with the paper's prompt (Austin et al., 2021, arXiv 2108.07732).
package enum MBPPFile {
    /// The problems of a file that can be used.
    package static func read(_ path: String) throws -> [FunctionProblem] {
        try ProblemFile.rows(path).compactMap { row in
            let (problem, fault) = try read(row)
            return fault == nil ? problem : nil
        }
    }

    /// The problem of a row, and why it cannot be solved.
    static func read(_ row: ProblemFile.Row) throws -> (problem: FunctionProblem, fault: String?) {
        let reference = try row.string("code"), asserts = try row.strings("test_list")
        let setup = try row.string("test_setup_code"), number = try row.value("task_id")
        guard let number = number.int else { throw row.mismatch("task_id", "an integer", number) }
        let code = ([setup] + asserts).joined(separator: "\n")
        let functions = called(in: code, definedBy: reference)
        let suite = FunctionSuite(
            calling: functions, imports(of: reference, neededBy: code) + setup + "\n" + asserts.joined(separator: "\n"))
        let problem = FunctionProblem(
            name: "MBPP/\(number)",
            prompt: "\(try row.string("text"))\nYour code should pass these tests:\n\(asserts.joined(separator: "\n"))",
            function: functions.first ?? "", reference: reference, suites: [suite])
        return (problem, fault(of: code, functions: functions, reference: reference))
    }

    /// The functions of the reference that the asserts name, in the order of their definition. Nothing of a policy's program decides what the asserts call.
    static func called(in asserts: String, definedBy reference: String) -> [String] {
        names(after: "def ", in: reference, usedBy: asserts)
    }

    /// What keeps any program from passing the asserts, as far as they and the reference tell: they run in a process of their own, which
    /// has values of the program, but none of its classes.
    private static func fault(of asserts: String, functions: [String], reference: String) -> String? {
        if let name = names(after: "class ", in: reference, usedBy: asserts).first {
            return "has tests that make objects of the class \(name), which only a program itself could define"
        }
        if functions.isEmpty { return "has tests that call no function of its reference" }
        let types = ["int", "str", "float", "bool", "list", "tuple", "dict", "set"]
        if let type = types.first(where: { type in
            ["\(type))", "\(type),"].contains { end in [", ", "(", ","].contains { asserts.contains($0 + end) } }
        }) {
            return "has tests that give a program the type \(type), which cannot be handed from one process to another"
        }
        return nil
    }

    /// The reference's imports of modules that the asserts name, as MBPP's own grader has them: it runs both in one module.
    private static func imports(of reference: String, neededBy asserts: String) -> String {
        let used = words(of: asserts)
        return reference.split(whereSeparator: \.isNewline).filter { line in
            line.hasPrefix("import ") && !words(of: String(line.dropFirst(7))).isDisjoint(with: used)
        }.map { $0.trimmed + "\n" }.joined()
    }

    private static func names(after keyword: String, in program: String, usedBy asserts: String) -> [String] {
        let used = words(of: asserts)
        var found: [String] = []
        for line in program.split(whereSeparator: \.isNewline) where line.hasPrefix(keyword) {
            let name = line.dropFirst(keyword.count).drop { $0 == " " }
                .prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            if used.contains(name) && !found.contains(String(name)) { found.append(String(name)) }
        }
        return found
    }

    private static func words(of text: String) -> Set<Substring> {
        Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" })
    }
}
