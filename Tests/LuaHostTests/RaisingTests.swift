import LuaHost
import Testing

/// An error from every kind of host function is an ordinary Lua error, and Swift's frames end in order.
struct RaisingTests {
    static let raisers = [
        ("lab.refuse()", "the function refuses"), ("lab.counter():fail()", "the method refuses"),
        ("local _ = lab.counter().broken", "the property refuses"), ("lab.broken()", "the constructor refuses"),
        ("for _ in lab.counter():steps(13) do end", "the iterator refuses"),
        ("lab.counter():map(function() error('from a callback') end)", "from a callback"),
        ("lab.counter():map(function() lab.counter():map(function() lab.refuse() end) end)", "the function refuses"),
        ("lab.counter().value = 3", "cannot be assigned"), ("local _ = lab.nothing", "has no 'nothing'"),
        ("undefined = 1", "undeclared global"), ("local _ = undefined", "unknown global"),
        ("lab.echo(1, 2)", "at most one argument"), ("math.random(2, 1)", "no integer from 2 to 1"),
        ("setmetatable({}, { __gc = function() end })", "finalizers"),
    ]
    /// Places a host function may be called from; `%` stands for the call.
    static let places = [
        "%", "local co = coroutine.wrap(function() % end) co()",
        "table.sort({ 3, 1, 2 }, function(a, b) % return a < b end)",
        "local t = setmetatable({}, { __index = function() % end }) local _ = t.x",
        "local t = setmetatable({}, { __add = function() % end }) local _ = t + 1",
        "local t = setmetatable({}, { __close = function() % end }) do local x <close> = t end",
        "for _ in function() % end do end", "string.gsub('abc', '%a', function() % end)",
        "xpcall(function() % end, function(e) return e end) error(select(2, pcall(function() % end)), 0)",
        "lab.counter():map(function() % end)", "print(setmetatable({}, { __tostring = function() % end }))",
    ]

    @Test(arguments: raisers) func everywhere(_ raiser: (String, String)) throws {
        for place in Self.places {
            let parts = place.replacing("'%a'", with: "'.'").split(separator: "%", omittingEmptySubsequences: false)
            let error = try Fixture().failure(parts.joined(separator: raiser.0 + " "))
            #expect(error.message.contains(raiser.1), "\(place): \(error)")
            #expect(error.line == 1)
        }
    }

    @Test(arguments: raisers) func caught(_ raiser: (String, String)) throws {
        let fixture = try Fixture()
        try fixture.run("local ok, e = pcall(function() \(raiser.0) end) print(ok, e)")
        #expect(fixture.output.first?.hasPrefix("false\tdir/script.lua:1: ") == true)
        #expect(fixture.output.first?.contains(raiser.1) == true)
    }

    /// Every step of the host's work may be the one that finds no memory.
    @Test(arguments: [
        "lab.echo(t)", "lab.counter():add(1)", "local _ = lab.counter().value",
        "for _ in lab.counter():steps(9) do end",
        "lab.sizes(2000)", "lab.counter():map(function(v) return v end)", "pcall(lab.refuse)", "local _ = lab.nope",
        "lab.counter():keep(function() return t end)", "pcall(function() lab.code { turns = 'x' } end)",
        "lab.metrics()",
        "table.sort({ 3, 1, 2 }, function(a, b) lab.echo(tostring(a)) return a < b end)",
        "print(tostring(lab.counter()))",
        "coroutine.wrap(function() lab.sizes(100) end)()", "for k in pairs(lab.metrics()) do lab.echo(k) end",
        "local x = setmetatable({}, { __index = function(_, k) return lab.echo(k .. #t) end }) local _ = x.y",
    ]) func outOfMemory(_ call: String) throws {
        var memoryErrors = 0
        for spare in [0, 20, 100, 500, 3_000, 20_000] {
            let fixture = try Fixture(memoryCap: 1 << 20)
            // Fill the memory to the brim, leave a little, and go on in a protected call until nothing is left.
            let script = """
                local t = {}
                local fill = function() while true do t[#t + 1] = ("x"):rep(97) .. #t end end
                pcall(fill)
                for i = 1, \(spare / 100) do t[#t] = nil end
                local hold = {}
                for i = 1, 3000 do hold[i] = { pcall(function() \(call) end), tostring(i):rep(10) } end
                """
            do { try fixture.run(script) } catch let error as LuaScriptError {
                #expect(error.kind == .memory, "\(error)")
                #expect(error.message == "not enough memory: the script's cap is 1 MB")
                memoryErrors += 1
            }
        }
        #expect(memoryErrors > 0)
    }

    @Test func memoryErrorIsCaughtWithItsCap() throws {
        let fixture = try Fixture(memoryCap: 2 << 20)
        try fixture.run("print(pcall(string.rep, 'x', 1 << 30)) print(pcall(lab.sizes, 100000)) print(#lab.sizes(10))")
        let message = "false\tnot enough memory (the script's cap is 2 MB)"
        #expect(fixture.output == [message, message, "10"])
    }

    @Test func memoryErrorHasItsLine() throws {
        let error = try Fixture(memoryCap: 2 << 20).failure("local t = {}\nfor i = 1, 1e9 do\n  t[i] = 'x' .. i\nend")
        #expect(error.kind == .memory)
        #expect(error.line == 3)
    }

    @Test(arguments: [
        "local function f() lab.counter():map(f) return 1 end f()", "local function f() return 1 + f() end f()",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end local _ = t.x",
    ]) func endlessRecursionIsAnError(_ script: String) throws {
        do { try Fixture().run(script) } catch let error as LuaScriptError {
            #expect(error.kind == .memory || error.message.contains("overflow"), "\(error.message)")
        }
    }

    @Test func tinyCapIsRefused() throws {
        #expect(throws: LuaFailure.self) { try Fixture(memoryCap: 5_000) }
    }

    @Test func errorValueSurvivesTheHost() throws {
        let fixture = try Fixture()
        try fixture.run(
            """
            local secret = {}
            local ok, e = pcall(function() lab.counter():map(function() error(secret) end) end)
            print(ok, e == secret)
            """)
        #expect(fixture.output == ["false\ttrue"])
    }

    @Test func tracebackReachesIntoTheCallback() throws {
        let error = try Fixture().failure(
            """
            local function reward(value)
              return value .. nil
            end
            local function train()
              lab.counter():map(reward)
            end
            train()
            """)
        #expect(error.frames.map(\.line) == [2, 5, 7])
        #expect(error.message.contains("attempt to concatenate a nil value"))
    }
}
