internal import JSON
internal import LuaHost
internal import RunStore

/// The parameters that a script declares with `run.params`, and what the command line sets them to.
struct ParameterTable {
    /// One declared parameter. Its type is that of its default.
    struct Declaration {
        var name: String
        var fallback: LuaData
        var help = ""
        var choices: [LuaData] = []
        /// Whether a number must be whole; else a number is any number, also where the default is whole.
        var isInteger = false
        /// The line that declares it; nil where that is not known.
        var line: Int?

        /// The elements of a default that is a list; nil for another one.
        var elements: [LuaData]? { if case .table(let table) = fallback { table.list } else { nil } }
    }
    var declarations: [Declaration]

    /// - Parameter table: `name = default` or `name = { default, "help", choices = { ... }, integer = true }`.
    init(_ table: LuaTable) throws(LuaMismatch) {
        guard table.list.isEmpty, table.named.count == table.fields.count else {
            throw LuaMismatch("declares parameters by name: turns = { 3, \"what it is\" }")
        }
        var declarations: [Declaration] = []
        for (name, value) in table.named {
            do { declarations.append(try Self.declaration(name, value)) } catch {
                throw LuaMismatch("parameter '\(name)'\(error.problem)")
            }
        }
        self.declarations = declarations
    }

    private static let form = "write { default, \"help\", choices = { … }, integer = true }"
    private static let listForm = "a list as a default stands in braces of its own: { { 1, 2 }, \"help\" }"

    /// - Throws: what follows the parameter's name in the error.
    private static func declaration(_ name: String, _ value: LuaData) throws(LuaMismatch) -> Declaration {
        guard let first = name.first, !first.isNumber,
            name.allSatisfy({ $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) })
        else { throw LuaMismatch(": a name is made of letters, digits and _, so that name=value can set it") }
        var declaration = Declaration(name: name, fallback: value)
        if case .table(let table) = value { try read(table, into: &declaration) }
        try checkDefault(declaration)
        let allowed = declaration.choices.map(\.plainText)
        for value in declaration.elements ?? [declaration.fallback] where !allowed.isEmpty {
            guard allowed.contains(value.plainText) else {
                throw LuaMismatch(
                    ": the default \(value.plainText) is none of its choices " + allowed.joined(separator: ", "))
            }
        }
        return declaration
    }

    private static func read(_ table: LuaTable, into declaration: inout Declaration) throws(LuaMismatch) {
        declaration.fallback = table.list.first ?? .none
        if table.list.count > 1 {
            guard case .string(let help) = table.list[1] else {
                throw LuaMismatch(": the help must be a string, not \(table.list[1].description); \(listForm)")
            }
            declaration.help = help.repaired
        }
        if table.list.count > 2 {
            throw LuaMismatch(": \(table.list[2].description) is not understood; \(form); \(listForm)")
        }
        for (key, option) in table.named {
            switch (key, option) {
            case ("choices", .table(let choices)) where !choices.list.isEmpty: declaration.choices = choices.list
            case ("integer", .boolean(let isInteger)): declaration.isInteger = isInteger
            default: throw LuaMismatch(": '\(key)' is not understood; \(form)")
            }
        }
    }

    private static func checkDefault(_ declaration: Declaration) throws(LuaMismatch) {
        if case .table(let table) = declaration.fallback {
            let isNumbers = table.list.allSatisfy(\.isNumber)
            guard table.fields.isEmpty, !table.list.isEmpty, isNumbers || table.list.allSatisfy(\.isString) else {
                throw LuaMismatch(
                    " needs a default that is a number, a string, a boolean, or a list of numbers or of strings with at "
                        + "least one element, not \(declaration.fallback.literal)")
            }
        } else {
            switch declaration.fallback {
            case .boolean, .integer, .number, .string: break
            default:
                throw LuaMismatch(
                    " needs a default that is a number, a string, a boolean, or a list of these, not "
                        + declaration.fallback.description)
            }
        }
        guard declaration.isInteger else { return }
        for value in declaration.elements ?? [declaration.fallback] {
            guard case .integer = value else {
                throw LuaMismatch(": with integer = true the default must be a whole number, not \(value.literal)")
            }
        }
    }
}

extension LuaData {
    /// As the command line writes it: the elements of a list with commas between them.
    var plainText: String {
        if case .table(let table) = self { return table.list.map(\.plainText).joined(separator: ",") }
        return (try? JSONValue(self, what: "parameter").exactText) ?? description
    }

    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .number: true
        default: false
        }
    }
    fileprivate var isString: Bool { if case .string = self { true } else { false } }
}
