internal import JSON
internal import LuaHost
internal import RunStore

/// The parameters that a script declares with `run.params`, and what the command line sets them to.
struct ParameterTable {
    /// One declared parameter. Its type is that of its default.
    struct Declaration {
        var name: String
        var fallback: LuaData
        var help: String
        var choices: [LuaData]
    }
    let declarations: [Declaration]

    /// - Parameter table: `name = default` or `name = { default, "help", choices = { ... } }`.
    init(_ table: LuaTable) throws(LuaMismatch) {
        guard table.list.isEmpty, table.named.count == table.fields.count else {
            throw LuaMismatch("declares parameters by name: turns = { 3, \"what it is\" }")
        }
        var declarations: [Declaration] = []
        for (name, value) in table.named { declarations.append(try Self.declaration(name, value)) }
        self.declarations = declarations
    }

    private static func declaration(_ name: String, _ value: LuaData) throws(LuaMismatch) -> Declaration {
        guard let first = name.first, !first.isNumber,
            name.allSatisfy({ $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) })
        else {
            throw LuaMismatch(
                "parameter '\(name)': a name is made of letters, digits and _, so that name=value can set it")
        }
        var declaration = Declaration(name: name, fallback: value, help: "", choices: [])
        if case .table(let table) = value {
            declaration.fallback = table.list.first ?? .none
            if table.list.count > 1 {
                guard case .string(let help) = table.list[1] else {
                    throw LuaMismatch(
                        "parameter '\(name)': the help must be a string, not \(table.list[1].description)")
                }
                declaration.help = help.repaired
            }
            if table.list.count > 2 {
                throw LuaMismatch(
                    "parameter '\(name)': \(table.list[2].description) is not understood; write { default, \"help\", choices = { … } }"
                )
            }
            for (key, option) in table.named {
                guard key == "choices", case .table(let choices) = option, !choices.list.isEmpty else {
                    throw LuaMismatch(
                        "parameter '\(name)': '\(key)' is not understood; write { default, \"help\", choices = { … } }")
                }
                declaration.choices = choices.list
            }
        }
        switch declaration.fallback {
        case .boolean, .integer, .number, .string: break
        default:
            throw LuaMismatch(
                "parameter '\(name)' needs a default that is a number, a string or a boolean, not "
                    + declaration.fallback.description)
        }
        let allowed = declaration.choices.map { $0.plainText }
        guard allowed.isEmpty || allowed.contains(declaration.fallback.plainText) else {
            throw LuaMismatch(
                "parameter '\(name)': the default \(declaration.fallback.plainText) is none of its choices "
                    + allowed.joined(separator: ", "))
        }
        return declaration
    }
}

extension LuaData {
    /// As the command line writes it.
    var plainText: String { (try? JSONValue(self, what: "parameter").exactText) ?? description }
}
