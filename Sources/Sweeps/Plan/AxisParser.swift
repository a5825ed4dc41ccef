internal import JSON
internal import Rendering

/// Reads what stands behind `name=`.
///
/// Values stand between commas, with white space around them or none. A number may be a range of whole numbers (`1..9..2`) or several evenly
/// spaced (`log(0.001,0.1,4)`); a string that would be read as something else stands in double quotes with JSON's escapes (`"a,b"`); each
/// value of a parameter that is a list stands in brackets. `uniform(a,b)` and `loguniform(a,b)`, and `*` for all choices, stand alone.
struct AxisParser {
    let parameter: DeclaredParameter
    let text: String

    func values() throws(SweepError) -> Axis.Values {
        let whole = text.trimmed
        guard !whole.isEmpty else {
            let empty = parameter.isNumber || parameter.fallback.bool != nil ? "" : " (an empty string is \"\")"
            throw problem("\(parameter.name)= lacks its values: write them with commas between them\(empty)")
        }
        if whole == "*" { return .list(try all()) }
        var values: [JSONValue] = []
        let parts = try self.parts()
        for part in parts {
            guard !part.isEmpty else {
                throw problem("\(parameter.name)=\(DeclaredParameter.brief(whole)) has a comma with no value beside it")
            }
            if parameter.isList {
                values.append(try list(part))
            } else if !parameter.isNumber {
                values.append(try word(part))
            } else if let call = Call(part) {
                guard let distribution = try call.distribution(of: parameter) else {
                    values += try call.numbers(of: parameter)
                    continue
                }
                guard parts.count == 1 else {
                    throw problem(
                        "\(part) is a range to draw from, and \(parameter.name) is given values beside it: keep one of the two"
                    )
                }
                return .range(distribution)
            } else if part.contains("..") {
                let numbers: [Int] = try WholeNumbers.range(part, of: parameter.name)
                for number in numbers { values.append(try parameter.value(.int(number))) }
            } else {
                values.append(try parameter.value(part))
            }
            try Axis.check(count: values.count, of: parameter.name)
        }
        return .list(values)
    }

    private func all() throws(SweepError) -> [JSONValue] {
        if parameter.fallback.bool != nil { return [false, true] }
        guard !parameter.choices.isEmpty, !parameter.isList else {
            throw problem(
                "\(parameter.name)=* stands for all choices, and the script gives \(parameter.name) none: write the values"
            )
        }
        return parameter.choices
    }

    /// A string, or a truth value.
    private func word(_ part: String) throws(SweepError) -> JSONValue {
        guard parameter.fallback.bool == nil else { return try parameter.value(part) }
        return try parameter.value(string(part))
    }

    /// A string, in quotes or without.
    private func string(_ part: String) throws(SweepError) -> String {
        if Self.isQuoted(part) { return try unquoted(part) }
        guard !Self.needsQuotes(part) else {
            throw problem(
                "\(parameter.name) is made of strings and takes no \(DeclaredParameter.brief(part)); for a string of these letters "
                    + "write it in double quotes")
        }
        return part
    }

    private func list(_ part: String) throws(SweepError) -> JSONValue {
        guard part.hasPrefix("["), part.hasSuffix("]"), part.count > 1 else {
            throw problem(
                "the values of \(parameter.name) are lists: write each in brackets, \(parameter.name)=[1,2],[1,3], not "
                    + "'\(DeclaredParameter.brief(part))'")
        }
        let inner = String(part.dropFirst().dropLast())
        var elements: [JSONValue] = []
        if inner.trimmed.isEmpty { return [] }
        for element in try parts(of: inner, brackets: nil) {
            elements.append(try parameter.element(parameter.isNumber ? element : string(element), whole: part))
        }
        return .array(elements)
    }

    private func unquoted(_ part: String) throws(SweepError) -> String {
        guard let value = try? JSONParser.parse(Array(part.utf8)), case .string(let text) = value else {
            throw problem(
                "\(DeclaredParameter.brief(part)) for \(parameter.name) is no string in double quotes: inside them a quote is \\\" "
                    + "and a backslash \\\\, and behind them comes a comma or nothing")
        }
        return text
    }

    private func parts() throws(SweepError) -> [String] {
        try parts(of: text, brackets: parameter.isList ? ("[", "]") : parameter.isNumber ? ("(", ")") : nil)
    }

    /// The trimmed parts between the commas that stand in no quotes and no brackets. Quotes begin only where a value does.
    private func parts(
        of text: String, brackets: (open: Unicode.Scalar, close: Unicode.Scalar)?
    ) throws(SweepError) -> [String] {
        var parts: [String] = [], part = String.UnicodeScalarView(), depth = 0
        var isQuoted = false, isEscaped = false, isStart = true
        for scalar in text.unicodeScalars {
            if isQuoted {
                isQuoted = isEscaped || scalar != "\""
                isEscaped = !isEscaped && scalar == "\\"
            } else if scalar == "\"", isStart {
                (isQuoted, isStart) = (true, false)
            } else if scalar == "," {
                isStart = true
                if depth == 0 {
                    parts.append(String(part).trimmed)
                    part = String.UnicodeScalarView()
                    continue
                }
            } else if !scalar.properties.isWhitespace {
                isStart = scalar == brackets?.open
                if scalar == brackets?.open { depth += 1 }
                if scalar == brackets?.close { depth -= 1 }
                guard depth >= 0 else { break }
            }
            part.append(scalar)
        }
        guard !isQuoted, depth == 0 else {
            throw problem(
                "\(parameter.name)=\(DeclaredParameter.brief(text)) has a bracket or a quote that is not closed")
        }
        return parts + [String(part).trimmed]
    }

    private static func isQuoted(_ part: String) -> Bool { part.unicodeScalars.first == "\"" }

    /// Whether a string would be read as something else, or not as it is, without quotes.
    static func needsQuotes(_ text: String) -> Bool {
        text.isEmpty || text == "*" || isQuoted(text) || text.trimmed != text
            || text.unicodeScalars.contains { $0.value < 0x20 || $0 == "," || $0 == "[" || $0 == "]" }
            || Call.names.contains { text.hasPrefix($0 + "(") }
            // An accent would join the sign before it.
            || text.unicodeScalars.first?.properties.isGraphemeExtend ?? false
    }

    private func problem(_ text: String) -> SweepError { SweepError(text, isUsage: true) }
}
