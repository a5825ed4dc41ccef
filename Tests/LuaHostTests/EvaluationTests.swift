import LuaHost
import Testing

/// Cells that are chunks of their own: a local of one is the same variable in all that follow.
struct EvaluationTests {
    /// Evaluates the cells of a script one after the other.
    ///
    /// - Returns: what the last one returned.
    @discardableResult
    private func evaluate(_ cells: [String], in fixture: Fixture) throws -> [LuaData] {
        var line = 1, last: [LuaData] = []
        for cell in cells {
            last = try ScriptThread.run { try fixture.runtime.evaluate(cell, name: "dir/script.lua", firstLine: line) }
            line += cell.split(separator: "\n", omittingEmptySubsequences: false).count
        }
        return last
    }

    private func failure(_ cells: [String], in fixture: Fixture) throws -> LuaScriptError {
        do { try evaluate(cells, in: fixture) } catch let error as LuaScriptError { return error }
        throw Missing()
    }
    private struct Missing: Error {}

    /// Each list of cells prints what the same text prints as one chunk.
    @Test(arguments: [
        ["local a, b = 1, 2", "print(a, b) a = a + 10", "print(a)"],
        // Functions and later cells see one variable, in both directions.
        ["local n = 0\nlocal function up() n = n + 1 return n end", "n = 10 print(up())", "up() print(n)"],
        ["local function even(n) return n == 0 or not odd end\nlocal odd = 1", "print(pcall(even, 1))"],
        // A local that shadows another is another variable.
        [
            "local x = 1\nlocal function old() return x end", "local x = 2\nx = x + 1 print(x, old())",
            "x = 9 print(old())",
        ],
        ["local x = 1", "local x = x + 1", "local x = x + 1 print(x)"],
        ["local function f(n) return n < 2 and 1 or n * f(n - 1) end", "print(f(10))"],
        ["local N <const> = 5", "print(N + 1) local g = function() return N end", "print(g())"],
        ["local t <const> = {}", "t.x = 1", "print(t.x)"],
        ["local N <const>, m = 'a', 'b'", "print(N, m) m = N", "print(m)"],
        // What stands in a block ends with it.
        [
            "do local y = 1 end\nif true then local y = 2 end\nfor y = 1, 2 do end",
            "print(pcall(function() return y end))",
        ],
        ["local i = 0\n::again:: i = i + 1\nlocal fs = i\nif i < 3 then goto again end", "print(i, fs)"],
        ["local a = 'end' local s = [[local b = 2]] -- local c = 3", "print(a, s)"],
        ["local f = print\nlocal g = f\n;(g)('x')", "f 'y' g [[z]]"],
        [
            "local a = -1 ^ 2 .. 'x' local b = #a == 2 and not a or a local c = { 1, { 2 }, f = function() end }",
            "print(a, b, #c)",
        ],
        [
            "local co = coroutine.wrap(function(...) local x = ... while true do x = x + coroutine.yield(x) end end)",
            "print(co(1), co(2))",
        ],
        ["local ok, e = pcall(error, 'x') local a <const>, b = 1e-3, 0x1p-2", "print(ok, e, a, b, select('#', ...))"],
        ["local a; a = function(...) return select('#', ...) end", "print(a(1, nil, 3))"],
        ["local print = print\nlocal _ENV = { x = 5 }", "print(x) x = 6", "print(x, _ENV.x)"],
    ]) func cellsMeanWhatTheyMeanTogether(_ cells: [String]) throws {
        let whole = try Fixture(), parts = try Fixture()
        try whole.run(cells.joined(separator: "\n"))
        try evaluate(cells, in: parts)
        #expect(parts.output == whole.output)
        #expect(!parts.output.isEmpty)
    }

    @Test func moreLocalsThanAChunkMayHave() throws {
        let fixture = try Fixture()
        var cells = (0..<6).map { cell in
            (0..<60).map { "local v\(cell)_\($0) = \(cell * 60 + $0)" }.joined(separator: "\n")
        }
        cells.append("print(" + (0..<150).map { "v\($0 / 60)_\($0 % 60)" }.joined(separator: " + ") + ")")
        cells.append("print(v5_59)")
        try evaluate(cells, in: fixture)
        #expect(fixture.output == ["\((0..<150).reduce(0, +))", "359"])
    }

    @Test func aConstantStaysOne() throws {
        let error = try failure(["local N <const> = 1", "\nN = 2"], in: Fixture())
        #expect(error.kind == .syntax && error.line == 3)
        #expect(error.message.contains("attempt to assign to const variable 'N'"))
    }

    @Test func aClosedVariableEndsWithItsCell() throws {
        let fixture = try Fixture()
        let error = try failure(
            ["local h <close> = setmetatable({}, { __close = function() print 'closed' end })", "print(h)"], in: fixture
        )
        #expect(fixture.output == ["closed"])
        #expect(error.message.contains("unknown global 'h'"))
    }

    @Test func errorsHaveTheScriptsLines() throws {
        let fixture = try Fixture()
        let error = try failure(
            ["local t = {}\nlocal function bad()\n  return t.a.b\nend", "-- %% Two\nlocal x = 1\nbad()"], in: fixture)
        #expect(error.line == 3)
        #expect(error.frames.map(\.line) == [3, 7])
        #expect(error.frames.map(\.function) == ["bad", nil])
        #expect(error.excerpt.first { $0.isFailing }?.text == "  return t.a.b")
        // What was declared before the error lives on.
        try evaluate(["", "", "", "", "", "", "", "print(x, t)"], in: fixture)
        #expect(fixture.output.first?.hasPrefix("1\ttable") == true)
    }

    @Test(arguments: [
        "end print(1) do", "local function f()", "local x = ", "print(1) end", "return 1 print(2)", "goto nowhere",
    ])
    func aCellIsLuaByItself(_ cell: String) throws {
        let fixture = try Fixture()
        let error = try failure(["local a = 1", cell], in: fixture)
        #expect(error.kind == .syntax && error.line == 2, "\(error)")
        #expect(fixture.output.isEmpty)
        #expect(throws: LuaScriptError.self) {
            try fixture.runtime.check(cell, name: "dir/script.lua", firstLine: 2)
        }
    }

    @Test func anEarlyEndKeepsWhatWasDeclaredBefore() throws {
        let fixture = try Fixture()
        try evaluate(
            ["local a = 1\ndo local a = 2 return end\nlocal b = 3", "print(a, pcall(function() return b end))"],
            in: fixture)
        #expect(fixture.output.first?.hasPrefix("1\tfalse") == true)
    }

    @Test func aCellReturns() throws {
        let returned = try evaluate(["local a = 1", "a = a + 1 return a, 'x'"], in: Fixture())
        guard case .integer(2) = returned.first, case .string(let text) = returned.last else { throw Missing() }
        #expect(text.text == "x" && returned.count == 2)
    }

    @Test func anInterruptedCellIsFollowedByAnother() throws {
        let fixture = try Fixture()
        let error = try failure(["local a = 1\nlab.interrupt()\nwhile true do end"], in: fixture)
        #expect(error.kind == .interrupted)
        fixture.interrupt.clear()
        try evaluate(["print(a)"], in: fixture)
        #expect(fixture.output == ["1"])
    }
}
