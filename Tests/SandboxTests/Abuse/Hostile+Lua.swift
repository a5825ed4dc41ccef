import Rollouts

extension Hostile {
    /// Programs in Lua.
    static let lua: [Hostile] = [
        Hostile("a loop in Lua", [.timeLimit], "while true do end"),
        Hostile(
            "a loop that catches its end", [.timeLimit], "while true do pcall(function() while true do end end) end"),
        Hostile("a handler without end", [.timeLimit], "local function h() return h() end xpcall(error, h)"),
        Hostile("coroutines without end", [.timeLimit], "while true do coroutine.wrap(function() end)() end"),
        Hostile(
            "a finalizer without end in Lua", [.timeLimit],
            "setmetatable({}, {__gc = function() while true do end end}) collectgarbage()"),
        Hostile("a pattern that backtracks", [.timeLimit], "return ('a'):rep(40):find(('a*'):rep(40) .. 'b')"),
        Hostile("a string that doubles", [.memoryLimit], "local s = 'x' while true do s = s .. s end"),
        Hostile("a string of a gigabyte", [.memoryLimit], "local s = string.rep('x', 1 << 30)"),
        // Lua collects all the same when it gets no more memory.
        Hostile(
            "garbage with the collector stopped", [.timeLimit],
            "collectgarbage('stop') while true do local s = string.rep('x', 1 << 20) .. math.random() end"),
        Hostile("recursion without end in Lua", [.memoryLimit], "local function f() return 1 + f() end f()"),
        Hostile("output without end in Lua", [.outputLimit], "while true do print(string.rep('x', 1000)) end"),
        Hostile(
            "files in Lua", [.accepted],
            """
            local open = io.open or io.popen or io.tmpfile or os.execute or os.remove or os.getenv or debug or package or require or load or dofile
            print(open or pcall(io.lines, '/etc/passwd') and 'done' or 'refused')
            """),
        Hostile(
            "bytecode in Lua", [.accepted], "print((string.dump or loadstring or load) and 'done' or 'refused')"),
        Hostile("a compiled text", [.compileError], "\u{1B}LuaT\0\u{19}\u{93}\r\n\u{1A}\n"),
        Hostile("brackets without end in Lua", [.compileError], "x = " + String(repeating: "(", count: 100_000)),
        Hostile(
            "the library taken away", [.accepted], expected: "1",
            "local p, g = print, _G for k in pairs(g) do g[k] = nil end p(1)"),
        Hostile("an error without end", [.runtimeError], "error(setmetatable({}, {__tostring = error}))"),
        Hostile("an early end in Lua", [.wrongAnswer], "return 0"),
    ]
}
