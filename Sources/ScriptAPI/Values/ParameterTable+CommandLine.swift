internal import JSON
internal import LuaHost
internal import Rendering
internal import RunStore

extension ParameterTable {
    /// A parameter with the value it has in this run.
    struct Setting {
        var declaration: Declaration
        var value: LuaData
        /// Whether the command line set it.
        var isSet: Bool
    }

    /// The values of all parameters, those of the command line parsed by the type of the default.
    ///
    /// - Parameter recorded: what a recorded run had, which stands where the command line says nothing; empty for a new run.
    /// - Throws: `ParameterError` for an unknown name or a bad value, or when the recorded run declared other parameters.
    func values(
        _ assignments: [(name: String, value: String)], recorded: [RunInfo.Parameter] = []
    ) throws -> [Setting] {
        let names = declarations.map(\.name)
        for assignment in assignments where !names.contains(assignment.name) {
            let hint = NearestName.suggestion(for: assignment.name, among: names)
            let all = names.isEmpty ? "it declares none" : "it has \(names.joined(separator: ", "))"
            throw ParameterError(
                "the script has no parameter '\(assignment.name)'\(hint)\(hint.isEmpty ? ";" : "") \(all)")
        }
        if !recorded.isEmpty { try check(against: recorded) }
        return try declarations.map { declaration in
            guard let text = assignments.last(where: { $0.name == declaration.name })?.value else {
                guard let parameter = recorded.first(where: { $0.name == declaration.name }) else {
                    return Setting(declaration: declaration, value: declaration.fallback, isSet: false)
                }
                return Setting(
                    declaration: declaration, value: try declaration.value(parameter), isSet: parameter.isSet)
            }
            return Setting(declaration: declaration, value: try declaration.parse(text), isSet: true)
        }
    }

    /// The values where nothing sets any.
    var defaults: LuaTable {
        get throws {
            var table = LuaTable()
            for setting in try values([]) { table[setting.declaration.name] = setting.value }
            return table
        }
    }

    /// As programs read them: `DeclaredParameter` of the module `Sweeps`.
    var json: JSONValue {
        get throws {
            .array(
                try declarations.map { declaration in
                    [
                        "name": .string(declaration.name),
                        "default": try JSONValue(declaration.fallback, what: declaration.name),
                        "choices": .array(
                            try declaration.choices.map { try JSONValue($0, what: declaration.name) }),
                        "integer": .bool(declaration.isInteger), "help": .string(declaration.help),
                    ]
                })
        }
    }

    /// One line a parameter, for `--help`.
    var help: String {
        let usages = declarations.map { "\($0.name)=\($0.fallback.plainText)" }
        let width = min(32, usages.map(\.count).max() ?? 0)
        return zip(declarations, usages).map { declaration, usage in
            let choices = declaration.choices.map(\.plainText).joined(separator: ", ")
            let each = declaration.elements == nil ? "one of" : "each one of"
            let note = choices.isEmpty ? "" : "(\(each) \(choices))"
            let whole = declaration.isInteger ? "(a whole number)" : ""
            let help = [declaration.help, note, whole].filter { !$0.isEmpty }.joined(separator: " ")
            guard !help.isEmpty else { return "  " + usage }
            return "  " + usage + String(repeating: " ", count: max(2, width - usage.count + 2)) + help
        }.joined(separator: "\n")
    }
}

extension ParameterTable.Declaration {
    /// The value that a text of the command line stands for.
    ///
    /// - Throws: `ParameterError` for a text of another type, or none of the choices.
    func parse(_ text: String) throws -> LuaData {
        guard let elements else { return try parse(text, like: fallback, whole: text) }
        // Numbers are whole only where all of the default are.
        let example = elements.first { if case .number = $0 { true } else { false } } ?? elements[0]
        let parts = text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false)
        return .table(
            LuaTable(
                list: try parts.map { part in
                    try parse(String(part.trimming(while: \.isWhitespace)), like: example, whole: text)
                }))
    }

    private func parse(_ text: String, like example: LuaData, whole: String) throws -> LuaData {
        let value: LuaData?
        let expected: String
        switch example {
        case .boolean:
            (value, expected) = (["true": .boolean(true), "false": .boolean(false)][text], "true or false")
        case .integer where isInteger: (value, expected) = (Int(text).map { .integer($0) }, "a whole number")
        case .integer, .number:
            let number = Double(text).flatMap { $0.isFinite ? $0 : nil }
            let integer: Int? = if case .integer = example { Int(text) } else { nil }
            (value, expected) = (integer.map { .integer($0) } ?? number.map { .number($0) }, "a number")
        default: (value, expected) = (.string(LuaBytes(text)), "a string")
        }
        let allowed = choices.map(\.plainText)
        guard let value, allowed.isEmpty || allowed.contains(value.plainText) else {
            let choice = allowed.isEmpty ? expected : "one of " + allowed.joined(separator: ", ")
            let wanted = elements == nil ? choice : "a list with commas, each element \(choice)"
            throw ParameterError("the parameter \(name) must be \(wanted), not '\(whole)'" + hint(text))
        }
        return value
    }

    /// The choice that was probably meant; one number is not a misspelling of another.
    private func hint(_ text: String) -> String {
        guard case .string = elements?.first ?? fallback else { return "" }
        return NearestName.suggestion(for: text, among: choices.map(\.plainText))
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        var text = drop(while: isTrimmed)
        while text.last.map(isTrimmed) ?? false { text.removeLast() }
        return text
    }
}

/// A parameter set on the command line that the script does not have or cannot take.
struct ParameterError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
