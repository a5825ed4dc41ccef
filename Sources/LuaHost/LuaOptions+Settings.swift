extension LuaOptions {
    /// What the options came to, by name in the order of their declaration, with the defaults of those left out.
    package var settings: LuaTable {
        var table = LuaTable()
        for parameter in allParameters { table[parameter.description.name] = parameter.setting }
        return table
    }
}

extension LuaParameter {
    package var setting: LuaData { Self.data(wrappedValue) }

    private static func data(_ value: Any) -> LuaData {
        // An optional is cast as what it holds.
        if let options = value as? any LuaOptions { return .table(options.settings) }
        if let either = value as? any LuaAlternative { return data(either.chosen) }
        if let list = value as? [any LuaOptions] { return .table(LuaTable(list: list.map { .table($0.settings) })) }
        return (value as? any LuaEncodable)?.luaData ?? .none
    }
}

/// A value that is one of two kinds.
private protocol LuaAlternative {
    var chosen: Any { get }
}

extension LuaEither: LuaAlternative {
    fileprivate var chosen: Any {
        switch self {
        case .first(let value): value
        case .second(let value): value
        }
    }
}
