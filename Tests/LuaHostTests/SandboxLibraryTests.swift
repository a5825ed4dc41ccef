import Foundation
import LuaHost
import Testing

struct SandboxLibraryTests {
    @Test func whatReachesOutsideIsAbsent() throws {
        let fixture = try Fixture()
        try fixture.run(
            """
            for _, name in ipairs { "io", "debug", "package", "loadstring", "loadfile", "dofile", "_G" } do
              assert(not pcall(function() return _ENV[name] end), name)
            end
            for _, name in ipairs { "execute", "exit", "getenv", "remove", "rename", "tmpname", "setlocale" } do
              assert(os[name] == nil, name)
            end
            assert(string.dump == nil and ("x").dump == nil)
            assert(getmetatable(lab) == "lab" and not pcall(setmetatable, _ENV, {}))
            """)
    }

    @Test(arguments: [
        ("turns = 3", "assignment to the undeclared global 'turns'; write 'local turns'"),
        ("function f() end", "assignment to the undeclared global 'f'; write 'local function f'"),
        ("lab = 1", "'lab' is part of the host and cannot be assigned; use another name"),
        ("lbb.echo()", "unknown global 'lbb'; did you mean 'lab'?"),
        ("io.open('x')", "unknown global 'io': scripts have no files"),
        ("math.randomseed(1)", "math.randomseed is not available"),
    ]) func globalsAreStrict(_ line: String, _ message: String) throws {
        let error = try Fixture().failure("\n\(line)")
        #expect(error.message.contains(message))
        #expect(error.line == 2)
    }

    @Test func loadCompilesTextAlone() throws {
        let fixture = try Fixture()
        try fixture.run(
            #"""
            print(load("return 1 + ...")(2), load(function() return nil end)(), pcall(load))
            print(select(2, load("\27Lua")), select(2, load("\27Lua", "x", "b")))
            print(load("return 1", "=x", "b"))
            print(load("local = 1", "=x"))
            print(load("return x", "=x", "t", { x = 3 })(), load("return getmetatable(_ENV)")())
            print(pcall(load("y = 1", "=chunk")))
            print(pcall(load("return lbb", "=chunk")))
            print(load("-- %% a cell\nreturn 7")())
            """#)
        #expect(
            fixture.output == [
                "3\tnil\tfalse\tbad argument #1 to 'load' (function expected, got nil)",
                "attempt to load a binary chunk (mode is 't')\tattempt to load a binary chunk (mode is '')",
                "nil\tattempt to load a text chunk (mode is '')", "nil\tx:1: <name> expected near '='",
                "3\tglobals",
                "false\tchunk:1: assignment to the undeclared global 'y'; write 'local y'",
                "false\tchunk:1: unknown global 'lbb'; did you mean 'lab'?", "7",
            ])
        let error = try fixture.failure("local f = load [[\nlocal x\nlab.refuse()]]\nf()")
        #expect(error.frames.map { "\($0.file):\($0.line)" } == ["[string \"local x...\"]:2", "dir/script.lua:4"])
    }

    @Test func harmlessPartsOfLuaAreThere() throws {
        let fixture = try Fixture()
        try fixture.run(
            """
            print("10" + 5, "0x10" * "2", utf8.len("größe"), getmetatable("").__index == string)
            print(getmetatable(lab), getmetatable(lab.counter()), pcall(setmetatable, lab.metrics(), {}))
            print(collectgarbage(), collectgarbage("step"), collectgarbage("isrunning"), collectgarbage("count") > 0)
            warn("a ", "warning") warn("@off") warn("unheard") warn("@on") warn("heard")
            print(pcall(warn, {}))
            print(coroutine.isyieldable(), select(2, coroutine.running()), pcall(coroutine.yield))
            print(coroutine.wrap(function() return coroutine.isyieldable(), select(2, coroutine.running()) end)())
            print(math.random(math.mininteger, 1 << 62) <= 1 << 62)
            print(select(2, pcall(string.rep)), select(2, pcall(setmetatable, 1)))
            """)
        #expect(fixture.output[0] == "15\t32\t5\ttrue")
        #expect(fixture.output[1].hasPrefix("lab\tCounter\ttrue\t"))
        #expect(fixture.output[2] == "0\ttrue\ttrue\ttrue")
        #expect(fixture.output[3...4] == ["warning: a warning", "warning: heard"])
        #expect(fixture.output[5] == "false\tdir/script.lua:5: warn: 'message 1' must be a string, not a table")
        #expect(fixture.output[6] == "false\ttrue\tfalse\tattempt to yield from outside a coroutine")
        #expect(fixture.output[7...8] == ["true\tfalse", "true"])
        #expect(
            fixture.output[9]
                == "bad argument #1 to 'string.rep' (string expected, got no value)\tbad argument #1 to 'setmetatable' (table expected, got number)"
        )
    }

    /// Editors put a mark before a text, and the shell reads a first line of its own. Lua's loader of files skips both.
    @Test(arguments: ["", "\u{FEFF}", "#!/usr/bin/env lua\n", "\u{FEFF}#!/usr/bin/env lua\n"])
    func aScriptMayBeginAsAFile(_ beginning: String) throws {
        let fixture = try Fixture()
        let source = beginning + "-- %% One\nlocal x = 1\n-- %% Two\nprint(x)\nlab.refuse()"
        let error = try fixture.failure(source)
        let before = beginning.contains("\n") ? 1 : 0
        #expect(error.line == 5 + before)
        #expect(fixture.output == ["1"])
        #expect(fixture.runtime.cells(of: source).map(\.title) == (before == 0 ? [] : [""]) + ["One", "Two"])
    }

    @Test func linesMayEndAsOnWindows() throws {
        let fixture = try Fixture()
        let source = "local x = 1\r\n-- %% Two\r\nprint(x)\r\nlab.refuse()\r\n"
        let error = try fixture.failure(source)
        #expect(error.line == 4)
        #expect(error.excerpt.map(\.text) == ["-- %% Two", "print(x)", "lab.refuse()", ""])
        #expect(fixture.runtime.cells(of: source).map(\.title) == ["", "Two"])
    }

    @Test func randomnessAndTimeComeFromTheHost() throws {
        let fixture = try Fixture()
        try fixture.run(
            """
            print(math.random(), math.random(6), math.random(-3, 3))
            print(os.time(), os.clock(), os.date("%Y-%m-%d %H:%M"), os.date("!%d", 0))
            print(os.time { year = 2000, month = 1, day = 1, hour = 0 }, os.date("*t").yday)
            """)
        #expect(
            fixture.output == [
                "0.61803398874989\t2\t2", "86400\t1.5\t1970-01-02 00:00\t01", "946684800\t2",
            ])
    }

    @Test func requireFindsModulesBesideTheScript() throws {
        let folder = NSTemporaryDirectory() + "lua-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: true)
        func write(_ name: String, _ text: String) throws {
            try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
        }
        try write("shared.lua", "local M = { n = 0 } return M")
        try write("sub/deep.lua", "return { name = ... }")
        try write("bad.lua", "local x = 1\nlab.refuse()")
        try write("syntax.lua", "local = 1")
        try write("loop.lua", "return require 'loop'")
        try FileManager.default.createSymbolicLink(atPath: folder + "/out.lua", withDestinationPath: "/etc/hostname")
        let fixture = try Fixture(folder: folder)
        try fixture.run(
            """
            require("shared").n = 1
            print(require("shared").n, require("sub.deep").name, rawequal(require "shared", require "shared"))
            """)
        #expect(fixture.output == ["1\tsub.deep\ttrue"])
        #expect(fixture.modules == ["shared: 28", "sub.deep: 21"])
        let error = try fixture.failure("local function f() return (require 'bad') end\nf()")
        #expect(
            error.frames.map { "\($0.file):\($0.line)" } == ["dir/bad.lua:2", "dir/script.lua:1", "dir/script.lua:2"])
        #expect(error.screen().contains("> 2 | lab.refuse()"))
        #expect(try fixture.failure("require 'syntax'").description.hasPrefix("dir/syntax.lua:1: "))
        for (name, part) in [
            ("loop", "requires itself"), ("../shared", "is not the name"), ("/etc/passwd", "is not the name"),
            ("missing", "there is no module 'missing'"), ("out", "outside the script's folder"),
        ] {
            #expect(try fixture.failure("require '\(name)'").message.contains(part))
        }
    }
}
