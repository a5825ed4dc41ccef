internal import LuaHost
internal import Rollouts

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
        if problem != nil {
            guard entryPoint == nil, asserts.isEmpty else {
                throw LuaMismatch("'problem' brings its own tests: leave out 'entry_point' and 'asserts'")
            }
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
