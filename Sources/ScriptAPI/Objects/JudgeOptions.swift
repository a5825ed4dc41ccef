internal import LuaHost
internal import Rollouts

/// A program and what it reads.
struct RunProgramOptions: LuaOptions {
    @LuaParameter("source", "the program", position: 1) var source: String
    @LuaParameter("stdin", "what it reads from standard input") var stdin = ""
}

/// A test as scripts write it.
struct TestOptions: LuaOptions {
    @LuaParameter("input", "what the program reads") var input = ""
    @LuaParameter("expected", "what it must print; may be left out with a checker") var expected = ""

    var test: TestCase { TestCase(input: input, expected: expected) }
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
}
