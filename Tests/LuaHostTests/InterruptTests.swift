import Foundation
import LuaHost
import Testing

/// The flag is set by the script itself, at a known point, so that nothing here depends on time.
struct InterruptTests {
    @Test(
        arguments: [
            "while true do end", "pcall(function() while true do end end)",
            "while true do pcall(function() while true do end end) end",
            "while true do pcall(pcall, error) end",
            "while true do xpcall(error, function() while true do end end) end",
            "xpcall(function() while true do end end, function() while true do end end)",
            "while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
            "while true do pcall(coroutine.wrap(function() while true do end end)) end",
            "local co = coroutine.create(function() while true do coroutine.yield() end end) while true do coroutine.resume(co) end",
            "table.move({}, 1, math.maxinteger - 1, 2)", "while true do lab.counter():add(1) end",
            "while true do pcall(function() lab.counter():map(function() while true do end end) end) end",
            "while true do local t <close> = setmetatable({}, { __close = function() while true do end end }) end",
            "table.sort({ 3, 1, 2 }, function() while true do end end)",
            "while true do string.gsub('abc', '.', function() while true do end end) end",
            "print(setmetatable({}, { __tostring = function() while true do end end }))",
            "for _ in pairs(setmetatable({}, { __pairs = function() while true do end end })) do end",
            "::again:: goto again", "local function f() return f() end f()",
        ], [true, false]) func stops(_ loop: String, _ atOnce: Bool) throws
    {
        let fixture = try Fixture()
        // Either the request is there before the loop, or a function of the loop's own library brings it.
        let error = try fixture.failure(
            atOnce
                ? "lab.interrupt()\n\(loop)"
                : "local n = 0 local real = coroutine.wrap(function() lab.interrupt() \(loop) end)\nreal()")
        #expect(error.kind == .interrupted)
        #expect(error.message == "interrupted")
        #expect(error.line != nil)
    }

    @Test func emptyRepetitionIsShort() throws {
        try Fixture().run("assert(#string.rep('', 1 << 60) == 0)")
    }

    @Test func hostErrorsAfterARequestCountAsInterrupts() throws {
        let error = try Fixture().failure("lab.interrupt() pcall(lab.refuse)")
        #expect(error.kind == .interrupted)
    }

    @Test func aRequestFromAnotherThreadStopsTheLoop() throws {
        let fixture = try Fixture()
        let interrupt = fixture.interrupt
        // A task would wait for a thread of the pool, which other tests keep busy while this one spins.
        Thread.detachNewThread { interrupt.request() }
        let error = try fixture.failure("while true do pcall(function() while true do end end) end")
        #expect(error.kind == .interrupted)
    }
}
