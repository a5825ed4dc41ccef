package import JSON

/// A parameter that a script declares with `run.params`, as the host describes it.
package struct DeclaredParameter: Sendable, Hashable {
    package var name: String
    /// A number, a text, a boolean, or a list of numbers or of texts. Values have its type.
    package var fallback: JSONValue
    /// The values that are allowed; empty for all of the type.
    package var choices: [JSONValue]
    /// Whether a number must be whole.
    package var isInteger: Bool
    package var help: String

    /// A parameter from its parts.
    package init(
        name: String, fallback: JSONValue, choices: [JSONValue] = [], isInteger: Bool = false, help: String = ""
    ) {
        (self.name, self.fallback, self.choices) = (name, fallback, choices)
        (self.isInteger, self.help) = (isInteger, help)
    }
}
