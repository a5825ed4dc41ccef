import Testing

/// The executor as scripts use it for one program, or for many.
@Suite struct ToolTests {
    private static let setup = "local python = executor.python { workers = 2, cpu_seconds = 5 }\n"

    @Test func oneProgramGetsArgumentsFilesAndBytes() throws {
        let script = #"""
            local got = python:run {
              source = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()); print(sys.argv[1:], open('a').read(), file=sys.stderr)",
              stdin = "\255\0x", args = { "1", "b" }, files = { a = "text" },
            }
            print(got.verdict, got.stdout == "\255\0x", got.stderr, got.exit_code, got.near_limit, #got.may_vary)
            """#
        let ran = try ScriptFixture().run(Self.setup + script)
        #expect(ran.output == "accepted\ttrue\t['1', 'b'] text\n\t0\tfalse\t0\n", "\(String(describing: ran.error))")
    }

    @Test func manyProgramsGiveAListInTheirOrder() throws {
        let script = """
            local list = {}
            for i = 1, 20 do list[i] = { source = "print(int(input()) * 2)", stdin = tostring(i) } end
            list[21] = { "1 / 0" }
            local sum = 0
            for i, outcome in ipairs(python:run_all(list)) do
              if i <= 20 then assert(outcome.stdout == 2 * i .. "\\n") else print(outcome.verdict, outcome.exit_code) end
            end
            print(#python:run_all {}, python.asked)
            """
        let ran = try ScriptFixture().run(Self.setup + script)
        #expect(ran.output == "runtime error\t1\n0\t21\n", "\(String(describing: ran.error))")
    }

    @Test(arguments: [
        ("python:run { 'x', files = { ['../x'] = '' } }", "without '/'"),
        ("python:run { 'x', files = { x = 1 } }", "must be a string, not the number 1"),
        ("python:run { 'x', files = { 'x' } }", "must name each file"),
        ("python:run { 'x', args = { 'a\\0b' } }", "'args[1]' holds a NUL"),
        ("python:run { 'x', argz = {} }", "did you mean 'args'?"),
        ("python:run_all { { 'x', stdim = '' } }", "did you mean 'stdin'?"),
        ("local _ = python:run('print(1)').output", "Outcome has no field 'output'"),
        ("python:judge { 'x', tests = {} }", "'tests' holds no test"),
        ("python:judge { 'x', tests = { { input = '1' } } }", "'tests[1]' lacks 'expected'"),
        ("executor.cpp { standard = 'gnu++21' }", "did you mean"),
    ]) func whatCannotBeIsNamed(call: String, message: String) throws {
        let error = try #require(try ScriptFixture().run(Self.setup + call).error)
        #expect("\(error)".contains(message), "\(error)")
    }
}
