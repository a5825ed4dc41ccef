internal import JSON
internal import LuaHost
internal import RunStore

extension Session {
    /// `run.params`: declares parameters and gives them their values.
    func parameters(_ table: LuaTable) throws -> LuaTable {
        guard declared == nil else {
            throw LuaMismatch("was called before: declare all parameters in one table")
        }
        let declarations = try ParameterTable(table)
        declared = declarations
        if wantsParametersOnly { throw refuse(.help) }
        let values: [ParameterTable.Setting]
        do {
            values = try declarations.values(request.assignments, recorded: request.recorded?.parameters ?? [])
        } catch let error as ParameterError {
            throw refuse(.misuse(error.description))
        }
        record.parameters = try values.map { setting in
            let declaration = setting.declaration
            return .init(
                name: declaration.name, value: try JSONValue(setting.value, what: declaration.name),
                defaultValue: try JSONValue(declaration.fallback, what: declaration.name), isSet: setting.isSet,
                help: declaration.help)
        }
        let isBegun = record.writer != nil
        let writer = try run()
        if isBegun { try writer.update { $0.parameters = record.parameters } }
        var out = LuaTable()
        for setting in values { out[setting.declaration.name] = setting.value }
        return out
    }
}
