internal import JSON
internal import LuaHost
internal import Rendering
internal import RunStore

extension Session {
    /// `run.params`: declares parameters and gives them their values.
    func parameters(_ table: LuaTable) throws -> LuaTable {
        guard declared == nil else {
            throw LuaMismatch("was called before: declare all parameters in one table")
        }
        var declarations = try ParameterTable(table)
        let runtime = try runtime.get()
        for index in declarations.declarations.indices {
            declarations.declarations[index].line = runtime.line(assigning: declarations.declarations[index].name)
        }
        declared = declarations
        // What is declared after the parameters is asked for too: the first call that needs a run ends the script.
        if wantsParametersOnly { return try declarations.defaults }
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
        let watch = LuaWatch(
            "parameters",
            missing: { name, names in
                "the script declares no parameter '\(name)'"
                    + NearestName.among(names, for: name, verb: "it declares")
            },
            refused: {
                "the parameter '\($0)' cannot be changed, since the record says what it is; put another value into a local"
            })
        (out.watch, parameterReads) = (watch, watch)
        return out
    }

    /// Says which parameters a script that has ended never read: what sets them changes nothing.
    func warnOfUnreadParameters() {
        guard let parameterReads else { return }
        for declaration in declared?.declarations ?? [] where !parameterReads.hasRead(declaration.name) {
            let place = declaration.line.map { ", declared at \(request.script):\($0)" } ?? ""
            tell(.warning("the script never read its parameter '\(declaration.name)'\(place)"))
        }
    }
}
