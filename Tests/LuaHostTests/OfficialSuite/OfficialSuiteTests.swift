import Foundation
import LuaHost
import Testing

/// Lua's own tests, from a copy that is not part of this project: `ASSAY_LUA_TESTS=<folder>`, see CONTRIBUTING.
@Suite(
    .enabled(
        if: OfficialSuite.folder != nil,
        "ASSAY_LUA_TESTS names no folder with Lua's own tests (testes/ of https://github.com/lua/lua at \(OfficialSuite.version))"
    ))
struct OfficialSuiteTests {
    @Test(arguments: OfficialSuite.files) func passes(_ file: OfficialSuite.File) throws {
        try OfficialSuite.run(file)
    }
}

/// Runs files of Lua's tests as scripts see Lua.
enum OfficialSuite {
    /// Numbers of lines are those of this version.
    static let version = "v5.4.4"
    static let folder = ProcessInfo.processInfo.environment["ASSAY_LUA_TESTS"]

    struct File: Sendable, CustomTestStringConvertible {
        let name: String
        /// How many lines the file has in the right version.
        let lines: Int
        var without: [Cut] = []
        var testDescription: String { name }
    }

    /// Lines that are left out.
    struct Cut: Sendable {
        let lines: ClosedRange<Int>
        let reason: String
    }

    static func run(_ file: File) throws {
        let text = try bytes(of: file.name)
        var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        try #require(
            lines.count - 1 == file.lines,
            "\(file.name).lua has \(lines.count - 1) lines, not \(file.lines): check out \(version)")
        for cut in file.without { for line in cut.lines { lines[line - 1] = [] } }
        var state: UInt64 = 0
        var configuration = LuaConfiguration(
            print: { _ in },
            random: {  // SplitMix64
                state &+= 0x9E37_79B9_7F4A_7C15
                var bits = state
                bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
                bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
                return bits ^ bits >> 31
            }, time: { 86_400 }, clock: { 1.5 })
        configuration.memoryCap = 256 << 20
        let suite = LuaModule(
            "suite", "The files.",
            [
                .value("name", "what errors call the file") { file.name + ".lua" },
                .value("text", "its text") { LuaBytes(Array(lines.joined(separator: [UInt8(ascii: "\n")]))) },
                .function("other", "Another file.", LuaParameter("name", "of it", as: String.self), returns: "its text")
                {
                    LuaBytes(try bytes(of: $0))
                },
                .value("object", "any userdata") { Counter() },
            ])
        let runtime = try LuaRuntime(configuration, modules: [suite])
        _ = try ScriptThread.run { try runtime.run(prelude, name: "prelude.lua") }
    }

    private static func bytes(of name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: folder ?? ".").appending(path: name + ".lua")))
    }

    /// What the tests count on and scripts do not have: a table of globals that anything may be written to, `require`, and names that are only
    /// mentioned. `_soft` and `_port` leave out what takes long and what asks for one system.
    private static let prelude = """
        local _G = { _VERSION = _VERSION, _soft = true, _port = true, _nomsg = true }
        for name, value in pairs {
          assert = assert, collectgarbage = collectgarbage, error = error, getmetatable = getmetatable, ipairs = ipairs,
          next = next, pairs = pairs, pcall = pcall, rawequal = rawequal, rawget = rawget, rawlen = rawlen, rawset = rawset,
          select = select, setmetatable = setmetatable, tonumber = tonumber, tostring = tostring, type = type, warn = warn,
          xpcall = xpcall, coroutine = coroutine, math = math, string = string, table = table, utf8 = utf8,
        } do
          _G[name] = value
        end
        local function nothing() end
        _G._G, _G.Message, _G.print = _G, nothing, nothing
        _G.os = { clock = os.clock, setlocale = nothing }
        _G.io = { write = nothing, stderr = { write = nothing }, stdin = suite.object }
        _G.load = function(chunk, name, mode, ...)
          if select("#", ...) == 0 then return load(chunk, name, mode, _G) end
          return load(chunk, name, mode, ...)
        end
        local loaded = {
          _G = _G, coroutine = coroutine, math = math, string = string, table = table, utf8 = utf8, io = _G.io,
          tracegc = { start = nothing, stop = nothing },
        }
        _G.package = { loaded = loaded, preload = {} }
        loaded.package = _G.package
        _G.require = function(name)
          if name == "debug" then return nil end
          if not loaded[name] then
            local open = _G.package.preload[name] or assert(load(suite.other(name), "@" .. name .. ".lua", "t", _G))
            loaded[name] = open(name)
          end
          return loaded[name]
        end
        assert(load(suite.text, "@" .. suite.name, "t", _G))(suite.name)
        """
}
