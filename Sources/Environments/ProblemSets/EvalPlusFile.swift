internal import JSON
package import Rollouts
package import Sandbox

/// Problems in the layout of HumanEval+ and MBPP+ (Liu et al., 2023, arXiv 2305.01210): inputs and a reference, but no outputs.
package struct EvalPlusFile {
    /// One row.
    package struct Row: Sendable {
        package let name: String
        package let prompt: String
        package let function: String
        package let reference: String
        /// Absolute tolerance for floats.
        let tolerance: Double
        /// JSON texts of the inputs, the original benchmark's and the added ones.
        let base, plus: String
    }

    /// The rows of a file.
    package static func read(_ path: String) throws -> [Row] { try ProblemFile.rows(path).map(read) }

    static func read(_ row: ProblemFile.Row) throws -> Row {
        let (name, prompt) = (try row.string("task_id"), try row.string("prompt"))
        let atol = try row.value("atol")
        guard let tolerance = atol.double else { throw row.mismatch("atol", "a number", atol) }
        let solution = try row.string("canonical_solution")
        return Row(
            name: name, prompt: prompt, function: try row.string("entry_point"),
            // HumanEval's solutions go on where the prompt ends, MBPP's stand alone.
            reference: name.hasPrefix("Mbpp/") ? solution : prompt + solution, tolerance: tolerance,
            base: try row.text("base_input"), plus: try row.text("plus_input"))
    }

    /// What a reference may use for all inputs of a suite: far more than any needs, since the file alone decides what the set holds. Answers of
    /// more bytes than the output are no tests that anybody could work with.
    package static let referenceLimits = Limits(
        cpu: .seconds(300), wall: .seconds(3000), memory: 4 << 30, output: 1 << 30)

    /// The problems, each with a suite for its base inputs and one for its plus inputs. Runs every reference to learn the outputs.
    ///
    /// - Returns: the problems, and a sentence for each row whose reference fails within the grader's limits.
    package static func problems(
        _ rows: [Row], grader: FunctionGrader
    ) throws -> (problems: [FunctionProblem], failures: [LeftOutProblem]) {
        try problems(rows, grade: grader.grade)
    }

    /// The same with another way to grade.
    package static func problems(
        _ rows: [Row], grade: ([FunctionSubmission]) throws -> [Judgement]
    ) throws -> (problems: [FunctionProblem], failures: [LeftOutProblem]) {
        let asked = rows.map { row in
            FunctionSubmission(
                source: row.reference,
                suites: [row.base, row.plus].map { FunctionSuite(code: row.code(Self.recording), input: row.input($0)) }
            )
        }
        var (problems, failures): ([FunctionProblem], [LeftOutProblem]) = ([], [])
        for (row, judgement) in zip(rows, try grade(asked)) {
            guard judgement.verdict == .accepted else {
                let text = judgement.outcomes.last?.errorOutput ?? ""
                // Time and memory are the machine's; what the file holds must not depend on it.
                guard [.runtimeError, .compileError, .wrongAnswer, .outputLimit].contains(judgement.verdict) else {
                    throw ReferenceFailure(name: row.name, verdict: judgement.verdict)
                }
                let error = text.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
                failures.append(
                    LeftOutProblem(row.name, "has a reference that ends with \(judgement.verdict.rawValue)\(error)"))
                continue
            }
            let suites = zip([row.base, row.plus], judgement.outcomes).map { inputs, outcome in
                FunctionSuite(code: row.code(Self.comparing), input: row.input(inputs) + outcome.output)
            }
            problems.append(
                FunctionProblem(
                    name: row.name, prompt: row.prompt, function: row.function, reference: row.reference, suites: suites
                ))
        }
        return (problems, failures)
    }

    private static let recording = """
        print(json.dumps(pack(function.many(inputs, only_presence=rule == "not none"))))
        """

    // `==`, and where that fails and the expected value is made of floats, or the row has a tolerance: numpy's allclose with rtol 1e-7, between
    // values of one type.
    private static let comparing = """
        expected = unpack(json.loads(lines[1]))

        def is_floats(value):
            if isinstance(value, float):
                return True
            return isinstance(value, (list, tuple)) and all(isinstance(item, float) for item in value)

        def is_number(value):
            return isinstance(value, (int, float, complex))

        def is_close(value, wanted, tolerance):
            if is_number(value) and is_number(wanted):
                if value == wanted or (value != value and wanted != wanted):
                    return True
                return abs(value - wanted) <= tolerance + 1e-7 * abs(wanted)
            if type(value) is not type(wanted) or not isinstance(value, (list, tuple)):
                return value == wanted
            return len(value) == len(wanted) and all(is_close(a, b, tolerance) for a, b in zip(value, wanted))

        def is_right(arguments, value, wanted):
            if rule == "root":
                return is_number(value) and abs(sum(c * value ** i for i, c in enumerate(arguments[0]))) <= tolerance
            if rule == "set":
                return value == wanted or set(value) == set(wanted)
            if value == wanted:
                return True
            allowed = tolerance or (1e-6 if is_floats(wanted) else 0)
            return bool(allowed) and type(value) is type(wanted) and is_close(value, wanted, allowed)

        def shown(value):
            text = repr(value)
            return text if len(text) <= 200 else text[:200] + "..."

        values = function.many(inputs, only_presence=rule == "not none")
        if rule not in ("all true", "all zero") or any(value != (rule == "all true") for value in values):
            for arguments, value, wanted in zip(inputs, values, expected, strict=True):
                call = f"{function.__name__}({', '.join(map(shown, arguments))})"
                assert is_right(arguments, value, wanted), f"{call} returned {shown(value)}, expected {shown(wanted)}"
        """
}

extension EvalPlusFile.Row {
    /// A suite's code: reads the inputs, then does `what`.
    fileprivate func code(_ what: String) -> String {
        """
        import json, sys
        lines = sys.stdin.read().split("\\n")
        inputs = [\(shape) for inp in json.loads(lines[0])]
        function = candidate(\(pythonLiteral(function)))
        tolerance, rule = \(tolerance), \(pythonLiteral(rule))
        \(what)

        """
    }

    fileprivate func input(_ inputs: String) -> String { inputs.filter { !$0.isNewline } + "\n" }

    /// The problems for which several answers are right, as EvalPlus's own grader knows them.
    private var rule: String {
        switch function {
        case "find_zero": "root"
        case "are_equivalent" where name.hasPrefix("Mbpp/"): "all true"
        case "sum_div" where name.hasPrefix("Mbpp/"): "all zero"
        case "similar_elements", "find_char_long", "common_in_nested_lists", "extract_singly", "larg_nnum",
            "intersection_array", "find_dissimilar", "Diff":
            "set"
        case "check_str", "text_match_three", "text_starta_endb": "not none"
        default: ""
        }
    }

    /// How an argument list is made of its JSON, which has no tuples, sets and complex numbers: a Python expression of `inp`.
    private var shape: String {
        guard name.hasPrefix("Mbpp/"), let number = Int(name.dropFirst(5)) else { return "inp" }
        switch number {
        case 2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596, 616, 630, 726, 740, 744, 809:
            return "[tuple(x) for x in inp]"
        case 63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780:
            return "[[tuple(x) for x in xs] for xs in inp]"
        case 75, 413, 444, 753: return "[[tuple(x) for x in inp[0]], inp[1]]"
        case 106, 750: return "[inp[0], tuple(inp[1])]"
        case 115: return "[[set(x) if isinstance(x, list) and x else {} for x in inp[0]]]"
        case 124: return "[float(inp[0]), complex(inp[1])]"
        case 250, 405, 446, 617, 720, 763, 808: return "[tuple(inp[0]), inp[1]]"
        case 252: return "[complex(inp[0])]"
        case 259, 401, 445: return "[tuple(tuple(x) for x in xs) for xs in inp]"
        case 278: return "[tuple(tuple(x) if isinstance(x, list) else x for x in xs) for xs in inp]"
        case 307: return "[tuple(inp[0]), inp[1], inp[2]]"
        case 722: return "[{key: tuple(x) for key, x in inp[0].items()}] + inp[1:]"
        case 580, 615, 791: return "(tuples := lambda x: tuple(map(tuples, x)) if isinstance(x, list) else x)(inp)"
        default: return "inp"
        }
    }
}

/// A reference whose answers could not be found out here, although it may be right.
package struct ReferenceFailure: Error, CustomStringConvertible {
    let name: String
    let verdict: Verdict
    package var description: String {
        "the reference of \(name) ends with \(verdict.rawValue) on this machine, which does not tell whether the problem can be used; "
            + "free memory and processors, and start again"
    }
}
