import Foundation
import LuaHost
import Testing

/// The request comes from inside each loop, once it is well under way, so that nothing here depends on time.
struct InterruptTests {
    /// The request comes with this call of `tick`: the hook has looked at the flag many times by then, and found nothing.
    private static let request = 2000
    /// The calls of `tick` that fit between two looks of the hook, and some more.
    private static let slack = 1000

    /// Only the call that makes the request enters the host, which looks at the flag too: what stops the loop is another look.
    /// A loop that nothing stops ends in the host in the end, with a count that is too high.
    private static let prelude = """
        math.ticks = 0
        local function tick()
            math.ticks = math.ticks + 1
            if math.ticks == \(request) then lab.interrupt() end
            if math.ticks > \(10 * request) then lab.interrupt() end
        end

        """

    @Test(arguments: [
        "while true do tick() end", "pcall(function() while true do tick() end end)",
        "while true do pcall(function() while true do tick() end end) end",
        "while true do pcall(pcall, error) tick() end", "while true do pcall(tick) end",
        "while true do xpcall(error, function() while true do tick() end end) end",
        "xpcall(function() while true do tick() end end, function() while true do tick() end end)",
        "while true do coroutine.resume(coroutine.create(function() while true do tick() end end)) end",
        "while true do pcall(coroutine.wrap(function() while true do tick() end end)) end",
        "local co = coroutine.create(function() while true do tick() coroutine.yield() end end) while true do coroutine.resume(co) end",
        "while true do lab.counter():add(1) tick() end",
        "while true do pcall(function() lab.counter():map(function() while true do tick() end end) end) end",
        "while true do local t <close> = setmetatable({}, { __close = function() while true do tick() end end }) end",
        "table.sort({ 3, 1, 2 }, function() while true do tick() end end)",
        "while true do string.gsub('abc', '.', function() while true do tick() end end) end",
        "print(setmetatable({}, { __tostring = function() while true do tick() end end }))",
        "for _ in pairs(setmetatable({}, { __pairs = function() while true do tick() end end })) do end",
        "::again:: tick() goto again", "local function f() tick() return f() end f()",
    ]) func stops(_ loop: String) throws {
        let fixture = try Fixture()
        let error = try fixture.failure(Self.prelude + loop)
        #expect(error.kind == .interrupted)
        #expect(error.message == "interrupted")
        #expect(error.line != nil)
        fixture.interrupt.clear()
        try fixture.run("print(math.ticks)")
        let ticks = try #require(fixture.output.last.flatMap { Int($0) })
        #expect((Self.request...Self.request + Self.slack).contains(ticks))
    }

    /// Nothing is called after the request: only the hook can stop this loop, which else ends by itself.
    @Test func aBareLoopStops() throws {
        let error = try Fixture().failure("for i = 1, 1000000 do if i == 50000 then lab.interrupt() end end")
        #expect(error.kind == .interrupted)
    }

    /// Within one call of `table.move` no instruction of Lua's runs, so it looks at the flag itself.
    @Test func aLongMoveStops() throws {
        let error = try Fixture().failure(
            """
            local list
            list = setmetatable({}, { __newindex = function() setmetatable(list, nil) lab.interrupt() end })
            table.move(list, 1, math.maxinteger - 1, 2)
            """)
        #expect(error.kind == .interrupted)
        #expect(error.line == 3)
    }

    @Test func aRequestBeforeTheScriptStopsIt() throws {
        let fixture = try Fixture()
        fixture.interrupt.request()
        #expect(try fixture.failure("while true do end").kind == .interrupted)
    }

    @Test func emptyRepetitionIsShort() throws {
        try Fixture().run("assert(#string.rep('', 1 << 60) == 0)")
    }

    @Test func hostErrorsAfterARequestCountAsInterrupts() throws {
        let error = try Fixture().failure("lab.interrupt() pcall(lab.refuse)")
        #expect(error.kind == .interrupted)
    }

    /// The request may come before the loop or within it: it ends in the same way.
    @Test func aRequestFromAnotherThreadStopsTheLoop() throws {
        let fixture = try Fixture()
        let interrupt = fixture.interrupt
        // A task would wait for a thread of the pool, which other tests keep busy while this one spins.
        Thread.detachNewThread { interrupt.request() }
        let error = try fixture.failure("while true do pcall(function() while true do end end) end")
        #expect(error.kind == .interrupted)
    }
}
