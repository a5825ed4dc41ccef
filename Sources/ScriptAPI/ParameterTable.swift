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
        guard table.list.isEmpty else {
            throw LuaMismatch("declares parameters by name: turns = { 3, \"what it is\" }")
        }
        var declarations: [Declaration] = []
        for (name, value) in table.named { declarations.append(try Self.declaration(name, value)) }
        self.declarations = declarations
    }

    private static func declaration(_ name: String, _ value: LuaData) throws(LuaMismatch) -> Declaration {
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

    /// The values of all parameters, those of the command line parsed by the type of the default.
    ///
    /// - Throws: `ParameterError` for an unknown name or a bad value.
    func values(_ assignments: [(name: String, value: String)]) throws -> [(Declaration, value: LuaData, isSet: Bool)] {
        let names = declarations.map(\.name)
        for assignment in assignments where !names.contains(assignment.name) {
            throw ParameterError(
                "the script has no parameter '\(assignment.name)'"
                    + NearestName.suggestion(for: assignment.name, among: names)
                    + (names.isEmpty ? "; it declares none" : "; it has \(names.joined(separator: ", "))"))
        }
        return try declarations.map { declaration in
            guard let text = assignments.last(where: { $0.name == declaration.name })?.value else {
                return (declaration, declaration.fallback, false)
            }
            return (declaration, try declaration.parse(text), true)
        }
    }

    /// One line a parameter, for `--help`.
    var help: String {
        let usages = declarations.map { "\($0.name)=\($0.fallback.plainText)" }
        let width = min(32, usages.map(\.count).max() ?? 0)
        return zip(declarations, usages).map { declaration, usage in
            let choices = declaration.choices.map(\.plainText).joined(separator: ", ")
            let help = declaration.help + (choices.isEmpty ? "" : " (one of \(choices))")
            return "  " + usage + String(repeating: " ", count: max(2, width - usage.count + 2)) + help
        }.joined(separator: "\n")
    }
}

extension ParameterTable.Declaration {
    func parse(_ text: String) throws -> LuaData {
        let value: LuaData?
        let expected: String
        switch fallback {
        case .boolean:
            (value, expected) = (["true": .boolean(true), "false": .boolean(false)][text], "true or false")
        case .integer: (value, expected) = (Int(text).map { .integer($0) }, "a whole number")
        case .number:
            let number = Double(text).flatMap { $0.isFinite ? $0 : nil }
            (value, expected) = (number.map { .number($0) }, "a number")
        default: (value, expected) = (.string(LuaBytes(text)), "a string")
        }
        let allowed = choices.map(\.plainText)
        guard let value, allowed.isEmpty || allowed.contains(value.plainText) else {
            throw ParameterError(
                "the parameter \(name) must be \(allowed.isEmpty ? expected : "one of " + allowed.joined(separator: ", ")), "
                    + "not '\(text)'")
        }
        return value
    }
}

extension LuaData {
    /// As the command line writes it.
    var plainText: String { (try? JSONValue(self, what: "parameter").exactText) ?? description }
}

/// A parameter set on the command line that the script does not have or cannot take.
package struct ParameterError: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
