extension LuaRuntime {
    /// `help()` lists the modules; `help(x)` explains a module, an object, a function, a table that the host gave, or what has the name `x`.
    func help(for arguments: [LuaData]) throws -> [LuaData] {
        let text = try helpText(arguments.first ?? .none)
        try (configuration.help ?? configuration.print)(text)
        return []
    }

    private func helpText(_ subject: LuaData) throws -> String {
        switch subject {
        case .none: return LuaHelp.overview(modules.map(\.description))
        case .object(let object): return LuaHelp.text(of: object.luaDescription)
        case .function(let function):
            guard let help = function.host?.help else {
                return "A function of Lua or of this script. Help is about the host's own: help() lists its modules."
            }
            return LuaHelp.text(of: help.member, owner: help.owner)
        case .string(let name):
            let interface = configuration.interface ?? LuaInterface(modules.map(\.description))
            do { return try interface.text(about: name.repaired) } catch {
                throw LuaFailure(.error, "help: \(error)\(error.nearest == nil ? ";" : "") help() lists the modules")
            }
        case .table(let table):
            if let record = table.record { return LuaHelp.text(of: record) }
            fallthrough
        default:
            throw LuaFailure(
                .error,
                "help: there is nothing to say about \(subject.description); give a module, an object, a function or a name"
            )
        }
    }
}

extension LuaRuntime {
    /// The line where a table that is being handed over assigns a field: the first from the call that is under way on which `name =` stands; of
    /// the call itself where there is none. Nil while no script runs.
    package func line(assigning name: String) -> Int? {
        guard let frame = LuaFrame.all(of: machine.state).first else { return nil }
        let lines = sources[frame.file]?.lines ?? []
        for number in frame.line..<max(frame.line, lines.count + 1) {
            for range in lines[number - 1].ranges(of: name) {
                let before = lines[number - 1][..<range.lowerBound].last ?? " "
                let after = lines[number - 1][range.upperBound...].drop { $0.isWhitespace }
                let isWhole = !(before.isLetter || before.isNumber || before == "_" || before == ".")
                if isWhole, after.hasPrefix("="), !after.hasPrefix("==") { return number }
            }
        }
        return frame.line
    }
}
