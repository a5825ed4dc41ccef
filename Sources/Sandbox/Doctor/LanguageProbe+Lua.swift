import Rollouts

extension LanguageProbe {
    /// Attacks through Lua, whose programs have no system calls: what must hold is that nothing of the library leads out.
    static func lua() -> LanguageProbe {
        LanguageProbe(
            language: .lua(instructions: 1_000_000),
            limits: Limits(cpu: .seconds(1), wall: .seconds(10), memory: 128 << 20, output: 1 << 16, processes: 1),
            attack: Program(luaAttack),
            layers: [
                (
                    "library",
                    "there is no debug, package, load or require, of os the way out, and of io just its streams"
                ),
                ("bytecode", "no function can be dumped, and none be loaded"),
            ],
            endless: [
                (Program("while true do end"), .timeLimit),
                (Program("pcall(function() while true do end end) while true do end"), .timeLimit),
                (Program("local s = string.rep('x', 1 << 30)"), .memoryLimit),
                (Program("local t = {} for i = 1, 1 << 30 do t[i] = {} end"), .timeLimit),
                (Program("local s = string.rep('x', 1000) for i = 1, 10000 do print(s) end"), .outputLimit),
            ],
            state: Program("print({}, print, spoilt, string.rep, math.random(1 << 30), #tostring(_G))"),
            spoil: Program("spoilt = true; string.rep, math.random = nil, nil; getmetatable('').__index = nil"),
            empty: "local x = 1")
    }

    private static let luaAttack = """
        local function set(names)
          local all = {}
          for name in names:gmatch("%a+") do all[name] = true end
          return all
        end
        local inside = set "read write lines stdin stdout stderr"
        local methods = set "read write lines flush setvbuf seek close"
        local allowed = { _G = true, _VERSION = true, assert = true, collectgarbage = true, coroutine = true, error = true,
          getmetatable = true, io = true, ipairs = true, math = true, next = true, os = true, pairs = true, pcall = true, print = true,
          rawequal = true, rawget = true, rawlen = true, rawset = true, select = true, setmetatable = true, string = true,
          table = true, tonumber = true, tostring = true, type = true, utf8 = true, xpcall = true }
        for name in pairs(_G) do if not allowed[name] then print("library: " .. name) end end
        for name in pairs(io) do if not inside[name] then print("library: io." .. name) end end
        for name in pairs(os) do if name ~= "exit" then print("library: os." .. name) end end
        for name in pairs(getmetatable(io.write("")).__index) do
          if not methods[name] then print("library: file:" .. name) end
        end
        if pcall(io.lines, "/etc/passwd") then print("library: a file by its name") end
        if string.dump then print("bytecode: string.dump") end
        if load or loadstring or loadfile or dofile then print("bytecode: load") end
        print("done")
        """
}
