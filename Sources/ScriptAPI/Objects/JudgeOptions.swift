internal import LuaHost
internal import Rollouts

/// A test as scripts write it.
struct TestOptions: LuaOptions {
    @LuaParameter("input", "what the program reads") var input = ""
    @LuaParameter("expected", "what it must print; may be left out with a checker") var expected: String?

    var test: TestCase { TestCase(input: input, expected: expected ?? "") }
}

extension [TestOptions] {
    /// Refuses what would accept anything, or nothing, without a word.
    ///
    /// - Parameter name: what the script calls the list.
    func check(_ name: String, isCompared: Bool = true) throws(LuaMismatch) {
        if isEmpty { throw LuaMismatch("'\(name)' holds no test: a program would be right whatever it does") }
        guard isCompared, let index = firstIndex(where: { $0.expected == nil }) else { return }
        throw LuaMismatch(
            "'\(name)[\(index + 1)]' lacks 'expected', what the program must print; write \"\" where that is nothing")
    }
}

/// A program and its tests.
struct JudgeOptions: LuaOptions {
    @LuaParameter("source", "the program", position: 1) var source: String
    @LuaParameter("tests", "{ input = …, expected = … } each", spelled: "TestOptions[]") var tests: [TestOptions]
    @LuaParameter(
        "comparison",
        "words, all bytes, words whose decimal numbers may differ by 1e-6 (absolute or relative); or asserts, as grade")
    var comparison = ComparisonChoice.tokens
    @LuaParameter(
        "checker",
        "a function of { input, expected, output } that says whether the output is right, in place of comparison",
        spelled: ScriptFunctions.spelled("checker", in: "function?")
    ) var checker: LuaCallback?

    func validate() throws(LuaMismatch) { try tests.check("tests", isCompared: checker == nil) }
}

/// A problem as `problems:at(i)` gives it.
struct ProblemOptions: LuaOptions {
    @LuaParameter("name", "for people") var name = ""
    @LuaParameter("statement", "for people") var statement = ""
    @LuaParameter("public_tests", "{ input = …, expected = … } each", spelled: "TestOptions[]") var publicTests:
        [TestOptions]
    @LuaParameter("private_tests", "{ input = …, expected = … } each", spelled: "TestOptions[]") var privateTests:
        [TestOptions] = []
    @LuaParameter("comparison", "how a program is judged by them") var comparison = ComparisonChoice.tokens
    @LuaParameter("reference", "a program that is right") var reference: String?
    @LuaParameter("group", "changes nothing here") var group: String?
}

/// A program, and the problem that it is to solve or the asserts that it is to pass.
struct GradeOptions: LuaOptions {
    @LuaParameter("source", "the program", position: 1) var source: String
    @LuaParameter("problem", "as problems:at(i) gives it; or write entry_point and asserts") var problem:
        ProblemOptions?
    @LuaParameter("entry_point", "the function that the asserts call; candidate(\"name\") calls any other one")
    var entryPoint: String?
    @LuaParameter(
        "asserts", "Python code, such as \"assert f(2) == 4\"; it runs in a process of its own", spelled: "string[]")
    var asserts: [String] = []

    func validate() throws(LuaMismatch) {
        if let problem {
            guard entryPoint == nil, asserts.isEmpty else {
                throw LuaMismatch("'problem' brings its own tests: leave out 'entry_point' and 'asserts'")
            }
            try (problem.publicTests + problem.privateTests).check("problem.tests")
            return
        }
        guard let entryPoint, !asserts.isEmpty else {
            throw LuaMismatch("needs 'problem', or 'entry_point' and at least one of 'asserts'")
        }
        guard entryPoint.isPythonName else {
            throw LuaMismatch("'entry_point' must be the name of a Python function, not \"\(entryPoint)\"")
        }
    }
}

extension String {
    fileprivate var isPythonName: Bool {
        !isEmpty && first?.isNumber == false && allSatisfy { $0 == "_" || $0.isLetter || $0.isNumber }
    }
}

/// What scripts call the ways to compare outputs.
enum ComparisonChoice: String, LuaChoice {
    case tokens, exact, floats, asserts

    var comparison: OutputComparison {
        switch self {
        case .tokens: .tokens
        case .exact: .exact
        case .floats: .floats
        case .asserts: .asserts
        }
    }

    /// What scripts call a comparison of a problem; nil for one that they cannot choose.
    init?(_ comparison: OutputComparison) {
        guard let choice = Self.allCases.first(where: { $0.comparison == comparison }) else { return nil }
        self = choice
    }
}
