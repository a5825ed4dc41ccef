internal import JSON
internal import LuaHost
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

    /// One line a parameter, for `--help`.
    var help: String {
        let usages = declarations.map { "\($0.name)=\($0.fallback.plainText)" }
        let width = min(32, usages.map(\.count).max() ?? 0)
        return zip(declarations, usages).map { declaration, usage in
            let choices = declaration.choices.map(\.plainText).joined(separator: ", ")
            let note = choices.isEmpty ? "" : "(one of \(choices))"
            let help = [declaration.help, note].filter { !$0.isEmpty }.joined(separator: " ")
            guard !help.isEmpty else { return "  " + usage }
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
                    + "not '\(text)'" + hint(text))
        }
        return value
    }

    /// The choice that was probably meant; one number is not a misspelling of another.
    private func hint(_ text: String) -> String {
        guard case .string = fallback else { return "" }
        return NearestName.suggestion(for: text, among: choices.map(\.plainText))
    }
}

/// A parameter set on the command line that the script does not have or cannot take.
struct ParameterError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
