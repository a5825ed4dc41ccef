import Rollouts
import Sandbox
import Testing

/// Programs in Lua.
@Suite struct LuaTests {
    private let executor = try! SandboxExecutor(.lua(instructions: 5_000_000), limits: .forTests)

    private func outcome(_ source: String, _ input: String = "", expected: String = "") throws -> TestOutcome {
        let submission = Submission(source: source, tests: [TestCase(input: input, expected: expected)])
        return try executor.judge([submission])[0].outcomes[0]
    }

    @Test func programsReadAndPrint() throws {
        let source = """
            local n = io.read("n")
            local sum = 0
            for _ = 1, n do sum = sum + io.read("n") end
            print(sum)
            io.write(("x"):rep(3), "\\n")
            """
        let outcome = try outcome(source, "3\n1 2 3\n", expected: "6 xxx")
        #expect(outcome.verdict == .accepted, "\(outcome)")
        #expect(
            try self.outcome("for l in io.lines() do print(#l) end", "a\nbb\n", expected: "1 2").verdict == .accepted)
    }

    @Test(arguments: [
        "load", "loadstring", "dofile", "loadfile", "require", "os.time", "os.execute", "os.remove", "os.getenv",
        "debug", "package", "io.open", "io.popen", "io.output", "io.tmpfile", "string.dump",
    ]) func whatReachesOutsideIsNotThere(name: String) throws {
        #expect(try outcome("print(\(name))", expected: "nil").verdict == .accepted)
    }

    @Test func streamsHaveTheirNames() throws {
        let source =
            "local n = io.stdin:read('n') io.stderr:write('no') io.stdout:setvbuf('full') io.stdout:write(n, ' ', 2):flush() for l in io.stdin:lines() do io.stdout:write(l) end"
        let outcome = try outcome(source, "1\nx\n", expected: "1 2x")
        #expect(outcome.verdict == .accepted && outcome.errorOutput == "no", "\(outcome)")
    }

    @Test(arguments: [("", 0), ("true", 0), ("0", 0), ("false", 1), ("3", 3)])
    func programsLeaveWhenTheyLike(status: String, expected: Int) throws {
        let outcome = try outcome("io.write('7') os.exit(\(status)) print(8)", expected: "7")
        #expect(outcome.exitStatus == expected && outcome.output == "7")
    }

    @Test func aFirstLineForAShellIsSkipped() throws {
        #expect(try outcome("#!/usr/bin/lua\nprint(7)", expected: "7").verdict == .accepted)
        #expect(try outcome("#!/usr/bin/lua\nx = =").errorOutput.hasPrefix("program.lua:2:"))
        #expect(try outcome("#").verdict == .accepted)
    }

    @Test func errorsAreTold() throws {
        let failed = try outcome("local function f() error('no') end\nf()")
        #expect(failed.verdict == .runtimeError && failed.errorOutput.hasPrefix("program.lua:1: no\nstack traceback:"))
        let broken = try outcome("x = = 1")
        #expect(broken.verdict == .compileError)
        #expect(broken.errorOutput == "program.lua:1: unexpected symbol near '='\n")
        #expect(try outcome("\u{1B}Lua").verdict == .compileError)
    }

    @Test(arguments: [
        "while true do end", "while true do pcall(function() while true do end end) end",
        "return ('a'):rep(30):find(('a*'):rep(30) .. 'b')",
        "setmetatable({}, {__gc = function() while true do end end}) collectgarbage()",
        "local function h() return h() end xpcall(error, h)",
        "while true do coroutine.wrap(function() while true do end end)() end",
    ]) func computingForEverIsATimeLimit(source: String) throws {
        #expect(try outcome(source).verdict == .timeLimit)
    }

    @Test func theMemoryCapIsALimit() throws {
        #expect(
            try outcome("local t = {} while true do t[#t + 1] = ('x'):rep(100000) .. #t end").verdict == .memoryLimit)
        let long = try outcome("return ('x'):rep(1 << 30)")
        #expect(long.verdict == .memoryLimit, "\(long)")
    }

    @Test func budgetsRepeatExactly() throws {
        // So much time that the budget alone ends a program.
        let limits = Limits(cpu: .seconds(60), wall: .seconds(600), memory: 128 << 20)
        let one = try SandboxExecutor(.lua(instructions: 5_000_000), limits: limits)
        let another = try SandboxExecutor(.lua(instructions: 5_000_000), limits: limits)
        // How far each gets before the budget or the memory is gone.
        let spending = "local i = 0 while true do i = i + 1 io.write(i % 1000 == 0 and i .. ' ' or '') end"
        let filling =
            "local t = {} pcall(function() while true do t[#t + 1] = ('x'):rep(1000) .. #t end end) local n = #t t = nil print(n)"
        for source in [spending, filling] {
            let outcome = try one.run(source: source)
            let first = outcome.output
            #expect(!first.isEmpty, "\(outcome)")
            for _ in 0..<3 { #expect(try one.run(source: source).output == first) }
            #expect(try another.run(source: source).output == first)
        }
    }

    @Test func theOrderOfPairsAndRandomNumbersRepeat() throws {
        let source =
            "local t = {} for i = 1, 50 do t['k' .. i] = i t[{}] = i end for _, v in pairs(t) do io.write(v, ' ') end print(math.random())"
        let first = try outcome(source).output
        let another = try SandboxExecutor(.lua(), limits: .forTests)
        #expect(try another.run(source: source).output == first)
    }

    @Test func programsRunWithoutNamespacesToo() throws {
        let executor = try SandboxExecutor(.lua(), limits: .forTests, isolation: .none)
        #expect(try executor.run(source: "print(io.read('n') + 1)", stdin: "1").output == "2\n")
        #expect(try executor.run(source: "while true do end").verdict == .timeLimit)
    }

    @Test func programsDoNotSeeEachOther() throws {
        _ = try outcome("left = 1 string.rep = nil")
        #expect(try outcome("print(left, string.rep ~= nil)", expected: "nil true").verdict == .accepted)
    }
}
