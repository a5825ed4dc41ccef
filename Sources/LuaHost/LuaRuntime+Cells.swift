internal import CLuaHost

extension LuaRuntime {
    /// Whether a cell is Lua.
    ///
    /// - Throws: `LuaScriptError` at the line that is not.
    package func check(_ source: String, name: String, firstLine: Int = 1) throws {
        var sources = sources
        sources[name] = lines(source, of: name, from: firstLine)
        do {
            _ = try machine.load(Self.text(of: source, from: firstLine), chunkName: name)
        } catch let failure as LuaFailure {
            throw LuaScriptError(failure, frames: [], sources: sources)
        }
    }

    /// Runs one cell after those that were evaluated before: their locals are seen, and its own will be.
    ///
    /// On the calling thread, which should have a large stack: see `ScriptThread`.
    /// - Parameters:
    ///   - source: the cell's text.
    ///   - name: what errors call the script.
    ///   - firstLine: the number of the cell's first line in the script, from 1.
    /// - Returns: what the cell returned.
    /// - Throws: `LuaScriptError`. The locals that were declared before the error live on.
    package func evaluate(_ source: String, name: String, firstLine: Int = 1) throws -> [LuaData] {
        sources[name] = lines(source, of: name, from: firstLine)
        return try execute(name: name) {
            // By itself first: then it is Lua, and what is around it below cannot be closed from within.
            let text = Self.text(of: source, from: firstLine)
            _ = try machine.load(text, chunkName: name)
            let hidden = LuaChunk.hiddenName(in: source)
            let chunk = LuaChunk(source, firstLine: firstLine, kept: keptLocals, keep: hidden)
            let outer = try machine.load(chunk.text, chunkName: name)
            let function = try machine.callKeepingResult(
                outer, [.closure(LuaClosure { [unowned self] in try keep($0) })])
            for local in chunk.mentioned { try machine.share(local, with: function) }
            return function
        }
    }

    /// The names of the locals that live on, in the order in which they were declared.
    package var localNames: [String] { keptLocals.map(\.name) }

    private func keep(_ arguments: [LuaData]) throws -> [LuaData] {
        guard arguments.count == 3, case .string(let name) = arguments[0], case .boolean(let isConstant) = arguments[1],
            case .function(let function) = arguments[2]
        else { return [] }
        keptLocals.removeAll { $0.name == name.repaired }
        keptLocals.append(.init(name: name.repaired, isConstant: isConstant, function: function.reference))
        return []
    }

    /// The cell behind as many line ends as stand before it in the script. Lua itself skips a first line that begins with `#`.
    private static func text(of source: String, from firstLine: Int) -> String {
        String(repeating: "\n", count: firstLine - 1) + (source.hasPrefix("#") ? "--" + source : source)
    }

    /// The text that errors quote from, with a cell's lines in it.
    private func lines(_ source: String, of name: String, from firstLine: Int) -> String {
        var lines = (sources[name] ?? "").lines.prefix(firstLine - 1)
        while lines.count < firstLine - 1 { lines.append("") }
        return (lines + [source]).joined(separator: "\n")
    }
}

extension LuaMachine {
    /// Makes a local of an earlier cell the one of its name that `function` refers to.
    fileprivate func share(_ local: LuaChunk.Kept, with function: LuaReference) throws {
        let top = clua_top(state)
        defer { clua_set_top(state, top) }
        try check(clua_push_reference(state, function.number))
        try check(clua_push_reference(state, local.function.number))
        try check(local.name.withCString { clua_share_upvalue(state, $0) })
    }
}
