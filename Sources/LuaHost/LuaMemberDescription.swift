/// A member of a class or a module, as help, stubs and pages show it.
package struct LuaMemberDescription {
    package enum Kind { case property, method, length, element }
    package struct Result {
        package var type: String
        package var summary: String
        /// The kind of table that it gives, or gives several of.
        var record: LuaRecord?
    }
    package var kind: Kind
    package var name: String
    package var summary: String
    package var parameters: [LuaParameterDescription]
    /// The name of the table of named options, when the member takes one.
    package var optionsType: String?
    package var result: Result?

    /// How a script writes the call: `ppo:updates(count)`, `executor.python { cpu_seconds = 1.0 }`.
    package func usage(owner: String, separator: String) -> String {
        let full = owner + separator + name
        switch kind {
        case .property: return "\(owner).\(name)"
        case .length: return "#\(owner)"
        case .element: return "\(owner)[i]"
        case .method: break
        }
        guard optionsType != nil else {
            let names = parameters.map { $0.isRequired ? $0.name : "[\($0.name)]" }
            return "\(full)(\(names.joined(separator: ", ")))"
        }
        let items = parameters.map { "\($0.name) = \($0.defaultText ?? "…")" }
        return parameters.isEmpty ? "\(full)()" : "\(full) { \(items.joined(separator: ", ")) }"
    }
}

/// A class or a module, as help, stubs and pages show it.
package struct LuaClassDescription {
    package var name: String
    package var summary: String
    package var isModule: Bool
    package var members: [LuaMemberDescription]
    /// Whether its functions stand at the top, under names of their own: `sweep { … }`.
    package var isGlobal = false

    var separator: String { isGlobal ? "" : isModule ? "." : ":" }
}
