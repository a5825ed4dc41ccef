extension LuaRuntime {
    /// `help()` lists the modules; `help(x)` explains a module, an object or a function.
    func help(for arguments: [LuaData]) throws -> [LuaData] {
        try configuration.print(helpText(arguments.first ?? .none))
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
        default:
            throw LuaFailure(
                .error,
                "help: there is nothing to say about \(subject.description); give a module, an object or a function")
        }
    }
}
