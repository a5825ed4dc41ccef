import Foundation
import LuaHost
import Testing

struct SandboxLibraryTests {
    @Test func whatReachesOutsideIsAbsent() throws {
        let fixture = try Fixture()
        try fixture.run(
            """
            for _, name in ipairs { "io", "debug", "package", "load", "loadstring", "loadfile", "dofile", "_G", "warn" } do
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
