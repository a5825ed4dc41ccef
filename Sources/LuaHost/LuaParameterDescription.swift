/// What is known about a parameter without its Swift type: enough for checks of names, help, stubs and pages.
package struct LuaParameterDescription {
    package var name: String
    package var summary: String
    /// The LuaCATS type.
    package var type: String
    /// The values allowed, in words: `an integer of at least 1`.
    package var expectation: String
    package var unit: String?
    /// The default as a script would write it; nil when there is none to show.
    package var defaultText: String?
    package var isRequired: Bool
    /// Its place among positional arguments, from 1; nil when it can only be named.
    package var position: Int?
    package var takesTable: Bool
    package var fields: [LuaParameterDescription]
    /// The tables with named options that its type mentions.
    package var tables: [LuaOptionsDescription]

    /// `CPU time of a program (seconds; a number of at least 0.01; default 1.0)`.
    package var details: String {
        var notes = [expectation]
        if let unit { notes.insert(unit, at: 0) }
        if let defaultText { notes.append("default \(defaultText)") } else if isRequired { notes.append("required") }
        return "\(summary) (\(notes.joined(separator: "; ")))"
    }
}

/// A table of named options, as help, stubs and pages show it.
package struct LuaOptionsDescription {
    package var name: String
    package var fields: [LuaParameterDescription]
}
