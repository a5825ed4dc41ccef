package import JSON
internal import Rendering
internal import RunStore

extension DeclaredParameter {
    /// Whether the default is a list.
    package var isList: Bool { fallback.array != nil }

    /// Whether values, or the elements of a list, are numbers.
    package var isNumber: Bool {
        switch example {
        case .int, .number: true
        default: false
        }
    }

    /// What a value looks like, or an element of one. Numbers of a list are whole only where all of the default are.
    var example: JSONValue {
        guard case .array(let elements) = fallback else { return fallback }
        return elements.first { if case .number = $0 { true } else { false } } ?? elements.first ?? .null
    }

    /// The value that a text stands for, as `assay run` reads it behind `name=`: the elements of a list have commas between them.
    ///
    /// - Throws: `SweepError` for a text of another type, or none of the choices.
    package func value(_ text: String) throws(SweepError) -> JSONValue {
        guard isList else { return try element(text, whole: text) }
        guard !text.isEmpty else { return [] }
        var elements: [JSONValue] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            elements.append(try element(part.trimmed, whole: text))
        }
        return .array(elements)
    }

    /// The value of this parameter's type that a value of a script or a file is: a whole number is one in either spelling, 3 and 3.0.
    ///
    /// - Throws: `SweepError` for a value of another type, or none of the choices.
    package func value(_ json: JSONValue) throws(SweepError) -> JSONValue {
        guard isList else { return try element(json, whole: json) }
        guard let given = json.array else { throw refused(json) }
        var elements: [JSONValue] = []
        for element in given { elements.append(try self.element(element, whole: json)) }
        return .array(elements)
    }

    /// - Parameter whole: the list that the element is of.
    func element(_ text: String, whole: String) throws(SweepError) -> JSONValue {
        let finite: Double? = Double(text).flatMap { $0.isFinite ? $0 : nil }
        let number = finite.map { JSONValue.number($0) }
        let value: JSONValue? =
            switch example {
            case .bool: ["true": true, "false": false][text]
            case .int: Int(text).map { .int($0) } ?? (isInteger ? nil : number)
            case .number: number
            default: .string(text)
            }
        guard let value, isChoice(value) else { throw refused("'\(Self.brief(whole))'", hint: hint(text)) }
        return value
    }

    private func element(_ json: JSONValue, whole: JSONValue) throws(SweepError) -> JSONValue {
        let value: JSONValue? =
            switch (example, json) {
            case (.bool, .bool), (.string, .string), (.int, .int): json
            case (.int, .number(let value)) where isInteger: Int(exactly: value).map { .int($0) }
            case (.number, .int(let value)): .number(Double(value))
            case (.int, .number(let value)) where value.isFinite && !isInteger: json
            case (.number, .number(let value)) where value.isFinite: json
            default: nil
            }
        guard let value, isChoice(value) else { throw refused(whole, hint: json.string.map(hint) ?? "") }
        return value
    }

    private func isChoice(_ value: JSONValue) -> Bool {
        choices.isEmpty || choices.contains { $0.exactText == value.exactText }
    }

    private func refused(_ json: JSONValue, hint: String = "") -> SweepError {
        refused(json.string == nil ? json.brief : "the text \(json.brief)", hint: hint)
    }

    private func refused(_ given: String, hint: String) -> SweepError {
        let kind =
            switch example {
            case .bool: "true or false"
            case .int where isInteger: "a whole number"
            case .int, .number: "a number"
            default: "a string"
            }
        let choice = choices.isEmpty ? kind : "one of " + choices.map(\.exactText).joined(separator: ", ")
        let wanted = isList ? "a list with commas, each element \(choice)" : choice
        return SweepError("the parameter \(name) must be \(wanted), not \(given)\(hint)", isUsage: true)
    }

    /// The choice that was probably meant; one number is not a misspelling of another.
    private func hint(_ text: String) -> String {
        guard case .string = example else { return "" }
        return NearestName.suggestion(for: text, among: choices.map(\.exactText))
    }

    /// `text` as it stands in a message.
    static func brief(_ text: some StringProtocol) -> String {
        text.unicodeScalars.count <= 60 ? String(text) : String(text.prefix(57)) + "..."
    }
}

extension StringProtocol {
    /// Without the white space at its ends.
    var trimmed: String {
        var scalars = Substring(self).unicodeScalars.drop { $0.properties.isWhitespace }
        while scalars.last?.properties.isWhitespace ?? false { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }
}
