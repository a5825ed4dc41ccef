internal import JSON
internal import LuaHost
internal import RunStore

extension ParameterTable {
    /// - Throws: `ParameterError` that names the first parameter that the script declares otherwise than the recorded run did.
    func check(against recorded: [RunInfo.Parameter]) throws {
        for declaration in declarations {
            guard let parameter = recorded.first(where: { $0.name == declaration.name }) else {
                throw ParameterError(
                    "the script declares \(declaration.name), which the recorded run did not have; "
                        + "a script must declare the same each time it runs")
            }
            let fallback = try JSONValue(declaration.fallback, what: declaration.name)
            guard fallback.text == parameter.defaultValue.text else {
                throw ParameterError(
                    "the script declares \(declaration.name) with the default \(fallback.text), and the recorded run "
                        + "with \(parameter.defaultValue.text); a script must declare the same each time it runs")
            }
        }
        if let gone = recorded.first(where: { parameter in !declarations.contains { $0.name == parameter.name } }) {
            throw ParameterError(
                "the script does not declare \(gone.name), which the recorded run had; "
                    + "a script must declare the same each time it runs")
        }
    }
}

extension ParameterTable.Declaration {
    /// The value of a recorded run, of the default's type.
    ///
    /// - Throws: `ParameterError` when it cannot be one.
    func value(_ recorded: RunInfo.Parameter) throws -> LuaData {
        let value: LuaData?
        if let elements {
            let values = recorded.value.array?.map { self.value($0, like: elements[0]) } ?? [nil]
            value = values.contains { $0?.isNone ?? true } ? nil : .table(LuaTable(list: values.compactMap { $0 }))
        } else {
            value = self.value(recorded.value, like: fallback)
        }
        guard let value else {
            throw ParameterError(
                "the recorded run had \(name)=\(recorded.value.text), which is no value for the default \(fallback.plainText)"
            )
        }
        return value
    }

    private func value(_ recorded: JSONValue, like example: LuaData) -> LuaData? {
        switch (example, recorded) {
        case (.boolean, .bool(let value)): .boolean(value)
        case (.integer, .int(let value)): .integer(value)
        case (.number, .int(let value)) where elements != nil: .integer(value)
        case (.integer, let value) where !isInteger: value.double.map { .number($0) }
        case (.number, let value): value.double.map { .number($0) }
        case (.string, .string(let text)): .string(LuaBytes(text))
        default: nil
        }
    }
}
