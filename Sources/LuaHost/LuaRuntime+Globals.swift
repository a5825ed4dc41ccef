internal import CLuaHost
internal import Rendering

extension LuaRuntime {
    /// Defines what Lua's own libraries lack here, or must get from the host.
    func installGlobals() throws {
        let machine = machine
        let configuration = configuration
        try machine.push(
            HostFunction(machine) { arguments in
                if case .string(let line) = arguments.first ?? .none { try configuration.print(line.repaired) }
                return []
            })
        try machine.push(
            HostFunction(machine) { [.number(try configuration.memory(Double.decode($0.first ?? .none)))] })
        try machine.check(clua_bind_host(machine.state))
        try define("warn", .closure(warning()))
        try installHandlers()
        try define(
            LuaCells.hiddenFunction,
            .closure(
                LuaClosure { arguments in
                    if case .integer(let index) = arguments.first ?? .none { try configuration.cellEntered(index) }
                    return []
                }))
        try define("help", .closure(LuaClosure { [unowned self] in try help(for: $0) }))
        try define("require", .closure(LuaClosure { [unowned self] in try require($0) }))
        let random = LuaClosure { try LuaRandom.draw($0, from: configuration.random) }
        try define("random", .closure(random), inside: "math")
        let refusal = LuaClosure { _ in
            throw LuaFailure(.error, "math.randomseed is not available: randomness comes from the seed of the run")
        }
        try define("randomseed", .closure(refusal), inside: "math")
        try define("os", .table(LuaTable()))
        try define("time", .closure(LuaClosure { [try LuaDate.time($0, now: configuration.time)] }), inside: "os")
        try define("clock", .closure(LuaClosure { _ in [.number(try configuration.clock())] }), inside: "os")
        try define("date", .closure(LuaClosure { [try LuaDate.date($0, now: configuration.time)] }), inside: "os")
    }

    /// `warn`: prints its arguments as one warning. As in Lua, "@off" silences it and "@on" lets it speak again.
    private func warning() -> LuaClosure {
        var isOn = true
        return LuaClosure { [configuration] arguments in
            var parts: [String] = []
            for (index, argument) in arguments.enumerated() {
                do throws(LuaMismatch) { parts.append(try LuaBytes.decode(argument).repaired) } catch {
                    throw LuaCallError(function: "warn", LuaArguments.named("message \(index + 1)", error))
                }
            }
            guard let first = parts.first else {
                throw LuaCallError(function: "warn", LuaMismatch("needs a message"))
            }
            if parts.count == 1, first.hasPrefix("@") {
                if first == "@on" { isOn = true } else if first == "@off" { isOn = false }
            } else if isOn {
                try configuration.print("warning: " + parts.joined())
            }
            return []
        }
    }

    private func installHandlers() throws {
        try machine.push(
            HostFunction(machine) { [unowned self] arguments in
                let key = arguments.count > 1 ? arguments[1] : .none
                let name = if case .string(let bytes) = key { bytes.repaired } else { key.literal }
                let hint = NearestName.suggestion(for: name, among: globals)
                let reason = Self.absent[name].map { ": \($0)" } ?? hint
                throw LuaFailure(.error, "unknown global '\(name)'\(reason)")
            })
        try machine.push(
            HostFunction(machine) { [unowned self] arguments in
                let key = arguments.count > 1 ? arguments[1] : .none
                let name = if case .string(let bytes) = key { bytes.repaired } else { key.literal }
                if globals.contains(name) {
                    throw LuaFailure(.error, "'\(name)' is part of the host and cannot be assigned; use another name")
                }
                let isFunction = if case .function = arguments.count > 2 ? arguments[2] : .none { true } else { false }
                let remedy = isFunction ? "local function \(name)" : "local \(name)"
                throw LuaFailure(.error, "assignment to the undeclared global '\(name)'; write '\(remedy)'")
            })
        try machine.check(clua_set_global_handlers(machine.state))
    }

    /// Parts of Lua that scripts look for, and why they are not there.
    private static let absent: [String: String] = [
        "io": "scripts have no files; what a run keeps goes through the host's own functions",
        "debug": "not available to scripts",
        "package": "not available to scripts; 'require' finds modules beside the script",
        "loadstring": "in Lua 5.4 it is load",
        "loadfile": "use 'require', which finds modules beside the script",
        "dofile": "use 'require', which finds modules beside the script",
        "_G": "scripts have no table of globals; declare names with 'local'",
        "unpack": "in Lua 5.4 it is table.unpack",
    ]
}
