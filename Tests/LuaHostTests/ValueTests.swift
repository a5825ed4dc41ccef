import LuaHost
import Testing

struct ValueTests {
    @Test func bytesSurvive() throws {
        let fixture = try Fixture()
        try fixture.run(
            #"""
            local all = {}
            for i = 0, 255 do all[#all + 1] = string.char(i) end
            local s = table.concat(all)
            assert(lab.echo(s) == s and lab.echo("a\0b") == "a\0b" and lab.echo("") == "" and #lab.echo("\xff\xfe") == 2)
            local back = lab.echo { ["k\0\xff"] = "v\0", 1.5, true, { nested = { 1, 2 } } }
            assert(back["k\0\xff"] == "v\0" and back[1] == 1.5 and back[2] == true and back[3].nested[2] == 2)
            assert(lab.echo(nil) == nil and math.type(lab.echo(3)) == "integer" and math.type(lab.echo(3.0)) == "float")
            assert(lab.echo(math.mininteger) == math.mininteger and lab.echo(print) == print)
            """#)
    }

    @Test(arguments: [
        (
            "lab.code { 'a', tunrs = 3 }",
            "lab.code: unknown option 'tunrs'; did you mean 'turns'? allowed: title, turns,"
        ),
        (
            "lab.code { 'a', turns = 'three' }",
            "lab.code: 'turns' must be an integer from 1 to 20, not the string \"three\""
        ),
        ("lab.code { 'a', turns = 21 }", "lab.code: 'turns' must be an integer from 1 to 20, not the number 21"),
        ("lab.code { 'a', cpu_seconds = 0 }", "lab.code: 'cpu_seconds' must be a number above 0.0, not the number 0"),
        ("lab.code { turns = 1 }", "lab.code: 'title' is missing: what it is called (a string)"),
        ("lab.code { 'a', title = 'b' }", "lab.code is given 'title' twice"),
        ("lab.code('a', 'b')", "lab.code takes at most one argument, not the string \"b\" as well"),
        (
            "lab.code { 'a', feedback = 'radnom' }",
            "must be \"execution\", \"random\" or \"none\", not the string \"radnom\"; did you mean 'random'?"
        ),
        (
            "lab.code { 'a', feedback = 7 }",
            "'feedback' must be \"execution\", \"random\" or \"none\" or a function, not the number 7"
        ),
        (
            "lab.code { 'a', reward = { pas = 1 } }",
            "unknown option 'pas'; did you mean 'pass'? allowed: pass, fail (in 'reward')"
        ),
        ("lab.code { 'a', reward = { pass = {} } }", "'reward.pass' must be a number, not a table"),
        ("lab.code { 'a', counter = lab }", "'counter' must be a Counter, not the module 'lab'"),
        ("lab.code { '\\xff' }", "'title' must be UTF-8 text, not the string"),
        ("lab.counter():add(0)", "Counter:add: 'amount' must be an integer from 1 to 100, not the number 0"),
        ("lab.counter():add(1.5)", "Counter:add: 'amount' must be an integer from 1 to 100, not the number 1.5"),
        ("lab.counter().add(1)", "Counter:add is a method of a Counter, not of the number 1; call it with a colon"),
        ("lab.counter():steps()", "Counter:steps: 'count' is missing: how many steps (an integer)"),
        ("lab.counter():ad(1)", "Counter has no 'ad'; did you mean 'add'?"),
        (
            "lab.counter():map(function() return 'x' end)",
            "the function 'f': its result must be a number, not the string \"x\""
        ),
        ("lab.cuonter()", "module 'lab' has no 'cuonter'; did you mean 'counter'?"),
        ("local t = {} t.t = t lab.echo(t)", "nested too deeply"),
    ]) func refusals(_ call: String, _ message: String) throws {
        let error = try Fixture().failure("local x = 1\n\(call)")
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == 2)
    }

    @Test func waysToCall() throws {
        let fixture = try Fixture()
        try fixture.run(
            """
            print(lab.code "a") print(lab.code("a", { turns = 4 })) print(lab.code { "a", reward = { pass = 2 } })
            print(lab.code { title = "b", feedback = function() end })
            local c = lab.counter()
            print(c:add(), c:add(5), c:add { amount = 2 }, c.value, c, lab, lab.version)
            for v in c:steps(2) do print(v) end
            print(c:map(function(v) return v / 2 end), c == lab.echo(c))
            """)
        #expect(
            fixture.output == [
                "a 3 1.0 0.0", "a 4 1.0 0.0", "a 3 1.0 2.0", "b 3 1.0 0.0", "1\t6\t8\t8\tCounter\tmodule 'lab'\t1.0",
                "9",
                "10", "5.0\ttrue",
            ])
    }

    @Test func keysHaveAnOrder() throws {
        let fixture = try Fixture()
        try fixture.run(
            """
            local function order(t) local k = {} for key in pairs(t) do k[#k + 1] = tostring(key) end print(table.concat(k, " ")) end
            order { b = 1, a = 1, 10, 20, [2.5] = 1, [true] = 1, [false] = 1, [-1] = 1, aa = 1 }
            local m = lab.metrics() m.extra = 1 m.beta = 2 m.mid = nil
            order(m) order(lab.echo(m))
            print(next({ z = 1, y = 2 }), next({}), next({ z = 1, y = 2 }, "y"))
            local t = { a = 1, b = 2, c = 3 } for k in pairs(t) do t.b = nil io_free = nil end
            """.replacing(" io_free = nil", with: ""))
        #expect(
            fixture.output == [
                "1 2 -1 2.5 a aa b false true", "zeta alpha beta extra", "zeta alpha beta extra", "y\tnil\tz\t1",
            ])
    }

    @Test func objectsAreLetGo() throws {
        let fixture = try Fixture()
        try fixture.run("for i = 1, 50 do local c = lab.counter() c:add(1) end collectgarbage()")
        #expect(fixture.released == 50)
    }

    @Test func callbacksAreLetGo() throws {
        let fixture = try Fixture()
        try fixture.run(
            """
            local c = lab.counter()
            local before = collectgarbage("count")
            for i = 1, 200 do local big = ("x"):rep(10000) c:keep(function() return big end) end
            collectgarbage() lab.echo(1) collectgarbage()
            assert(collectgarbage("count") < before + 100, "callbacks stay alive")
            """)
    }

    @Test func callbacksFailAfterTheScript() throws {
        let counter = Counter()
        do {
            let fixture = try Fixture()
            _ = fixture
            let configuration = LuaConfiguration(print: { _ in }, random: { 0 }, time: { 0 }, clock: { 0 })
            let module = LuaModule("m", "", [.function("c", "", returns: "") { counter }])
            try LuaRuntime(configuration, modules: [module]).run("m.c():keep(function() end)", name: "s.lua")
        }
        #expect(throws: LuaFailure.self) { try counter.kept?.call() }
    }
}
