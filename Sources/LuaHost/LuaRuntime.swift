internal import CLuaHost

/// Runs scripts. It belongs to one thread at a time; only its interrupt may be touched from others.
package final class LuaRuntime {
    let configuration: LuaConfiguration
    let machine: LuaMachine
    /// The text of each file that ran, by the name errors give it.
    var sources: [String: String] = [:]
    /// What `require` returned, by module name; nil while the module is being loaded.
    var required: [String: LuaReference?] = [:]
    /// Names of globals, in the order they came.
    private(set) var globals: [String] = [
        "assert", "collectgarbage", "coroutine", "error", "getmetatable", "help", "ipairs", "load", "math", "next",
        "os", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable",
        "string",
        "table", "tonumber", "tostring", "type", "utf8", "warn", "xpcall",
    ]
    package let modules: [LuaModule]
    /// The locals of the cells so far, the latest of each name.
    var keptLocals: [LuaChunk.Kept] = []
    /// The folder of the running script's name, which `require` puts before its modules' names.
    var displayFolder = ""

    /// - Throws: `LuaFailure` when the memory cap is too small.
    package init(_ configuration: LuaConfiguration, modules: [LuaModule] = []) throws {
        self.configuration = configuration
        self.modules = modules
        machine = try LuaMachine(memoryCap: configuration.memoryCap, interrupt: configuration.interrupt)
        try installGlobals()
        for module in modules { try expose(module) }
    }

    package var interrupt: LuaInterrupt { configuration.interrupt }
    /// What the script's data take now, in bytes.
    package var memoryUsed: Int { machine.memoryUsed }
    /// Collects garbage, so that objects nobody holds are let go.
    package func collect() {
        machine.forgetReleased()
        clua_collect(machine.state)
    }

    private func expose(_ module: LuaModule) throws {
        guard !module.description.isGlobal else { return try exposeMembers(of: module) }
        try define(module.description.name, .object(LuaModuleObject(module)))
        globals.append(module.description.name)
    }

    private func exposeMembers(of module: LuaModule) throws {
        for member in module.erasedMembers {
            guard case .function(let call) = member.body else { continue }
            var closure = LuaClosure(call)
            closure.help = (module.description, member.description)
            try define(member.description.name, .closure(closure))
            globals.append(member.description.name)
        }
    }

    /// Defines what scripts see under `name`, in the table `inside` or at the top.
    func define(_ name: String, _ value: LuaData, inside table: String? = nil) throws {
        let state = machine.state
        let top = clua_top(state)
        defer { clua_set_top(state, top) }
        try machine.check(clua_push_library(state))
        if let table {
            try machine.push(table.luaData)
            clua_get(state, top + 1)
        }
        try machine.push(name.luaData)
        try machine.push(value)
        try machine.check(clua_set(state))
    }

    // MARK: Running

    /// Runs a script on the calling thread, which should have a large stack: see `ScriptThread`.
    ///
    /// - Parameter name: what errors call it, such as `experiments/rlef.lua`.
    /// - Returns: what the script returned.
    /// - Throws: `LuaScriptError`.
    @discardableResult
    package func run(_ source: String, name: String) throws -> [LuaData] {
        sources[name] = source
        return try execute(name: name) {
            let cells = LuaCells(source) { [machine] text in (try? machine.load(text, chunkName: name)) != nil }
            let function = try machine.load(cells.instrumented, chunkName: name)
            if !cells.startsWithCut { try configuration.cellEntered(0) }
            return function
        }
    }

    /// Runs the function that `load` compiles, on a stack of its own.
    func execute(name: String, load: () throws -> LuaReference) throws -> [LuaData] {
        displayFolder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
        machine.failures.clear()
        let function: LuaReference
        do { function = try load() } catch let failure as LuaFailure {
            throw LuaScriptError(failure, frames: [], sources: sources)
        }
        let state = machine.state
        var thread: OpaquePointer?, count: Int32 = 0
        do {
            try machine.check(clua_push_reference(state, function.number))
            try machine.succeed(clua_run(machine.host, &thread, &count), on: thread ?? state)
            let results = thread.map { machine.results(on: $0, count: Int(count)) } ?? []
            clua_run_end(machine.host, thread, true)
            return results
        } catch let failure as LuaFailure {
            var frames = thread.map { LuaFrame.all(of: $0) } ?? []
            if failure.description == machine.failures.message { frames = machine.failures.frames }
            let interrupted = interrupt.isRequested
            let error = LuaScriptError(interrupted ? .interrupted : failure, frames: frames, sources: sources)
            // After an interrupt the script's own code must not run again, not even to close its variables.
            clua_run_end(machine.host, thread, !interrupted)
            throw error
        }
    }
}
