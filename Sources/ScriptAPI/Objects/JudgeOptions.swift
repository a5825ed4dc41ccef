internal import LuaHost

/// A program and what it reads.
struct RunProgramOptions: LuaOptions {
    @LuaParameter("source", "the program", position: 1) var source: String
    @LuaParameter("stdin", "what it reads from standard input") var stdin = ""
}

/// A test as scripts write it.
struct TestOptions: LuaOptions {
    @LuaParameter("input", "what the program reads") var input = ""
    @LuaParameter("expected", "what it must print") var expected: String
}

/// A program and its tests.
struct JudgeOptions: LuaOptions {
    @LuaParameter("source", "the program", position: 1) var source: String
    @LuaParameter("tests", "{ input = …, expected = … } each", spelled: "TestOptions[]") var tests: [TestOptions]
}
