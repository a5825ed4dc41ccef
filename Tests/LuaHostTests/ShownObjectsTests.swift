import LuaHost
import Testing

/// What Lua shows by its address has a number here, the same in each run.
struct ShownObjectsTests {
    @Test func objectsAreNumberedAsTheyAreShown() throws {
        let script = """
            local a, b = {}, {}
            print(b, print) print(a, b)
            print(coroutine.create(print), setmetatable({}, { __name = "Thing" }), lab.counter())
            print(string.format("%s|%p|%5p|%-5p|%%s", a, a, b, b), ("%p"):format(nil), ("%p"):format(1.5))
            print(tostring(a) == "table: " .. ("%p"):format(a), tostring(setmetatable({}, { __tostring = function() return "me" end })))
            """
        let first = try Fixture()
        try first.run(script)
        #expect(
            first.output == [
                "table: 1\tfunction: 2", "table: 3\ttable: 1", "thread: 4\tThing: 5\tCounter",
                "table: 3|3|    1|1    |%s\t(null)\t(null)", "true\tme",
            ])
        let second = try Fixture()
        try second.run("local filler = {} for i = 1, 1000 do filler[i] = {} end " + script)
        #expect(second.output == first.output)
    }

    /// A number that came back would make two objects one; one that is remembered must not keep its object.
    @Test func numbersAreNotGivenTwice() throws {
        let fixture = try Fixture()
        try fixture.run(
            """
            local seen, weak = {}, setmetatable({}, { __mode = "k" })
            for i = 1, 5000 do
              local t = {}
              weak[t] = true
              assert(not seen[tostring(t)])
              seen[tostring(t)] = true
            end
            collectgarbage()
            local left = 0
            for _ in pairs(weak) do left = left + 1 end
            print(left, {})
            """)
        #expect(fixture.output == ["0\ttable: 5001"])
    }

    @Test func stringsAreShownByTheirBytes() throws {
        let fixture = try Fixture()
        try fixture.run(
            """
            local function p(s) return string.format("%p", s) end
            print(p "", p(("a"):rep(500)) == p(("aa"):rep(250)), p "a" == p "b")
            """)
        #expect(fixture.output == ["0xcbf29ce484222325\ttrue\tfalse"])
    }

    @Test(arguments: [
        ("string.format('%p')", "bad argument #2 to 'format' (no value)"),
        ("string.format('%010p', {})", "invalid conversion specification: '%010p'"),
        ("string.format('%.3p', {})", "invalid conversion specification: '%.3p'"),
        ("string.format('%d', {})", "bad argument #2 to 'format' (number expected, got table)"),
        ("string.format('%s', setmetatable({}, { __tostring = function() return {} end }))", "must return a string"),
        ("string.format({})", "bad argument #1 to 'format' (string expected, got table)"),
        ("('%y'):format(1)", "invalid conversion '%y' to 'format'"), ("tostring()", "value expected"),
    ]) func mistakesAreLuasOwn(_ call: String, _ message: String) throws {
        let error = try Fixture().failure(call)
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.line == 1)
    }
}
