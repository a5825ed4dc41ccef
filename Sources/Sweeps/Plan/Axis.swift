package import JSON

/// The values that a sweep gives to one parameter.
package struct Axis: Sendable, Hashable {
    /// Either all of them, or where they are drawn from.
    package enum Values: Sendable, Hashable {
        /// One value or more, no two alike.
        case list([JSONValue])
        /// What a search or `--samples` draws from.
        case range(Distribution)
    }
    /// The parameter's.
    package let name: String
    package let values: Values

    /// An axis of more values is taken for a mistake.
    static let mostValues = 1_000_000

    /// The axis that stands behind `name=` on a command line: `1,3,5`, `1..9..2`, `log(0.001,0.1,4)`, `uniform(0,1)`, `[1,2],[1,3]`, `*`.
    ///
    /// - Throws: `SweepError` for values that the parameter cannot have, for none, and for one that comes twice.
    package init(parsing text: String, of parameter: DeclaredParameter) throws(SweepError) {
        name = parameter.name
        values = try AxisParser(parameter: parameter, text: text).values()
        try check()
    }

    /// The axis that a script's table gives: a list of values, one value, or a text as on the command line.
    ///
    /// Texts within a list are values as they stand; only a text in the place of the list is read as the command line's.
    ///
    /// - Throws: `SweepError`, as for a text.
    package init(_ value: JSONValue, of parameter: DeclaredParameter) throws(SweepError) {
        name = parameter.name
        if case .string(let text) = value {
            values = try AxisParser(parameter: parameter, text: text).values()
            try check()
            return
        }
        if parameter.isList, let elements = value.array, elements.contains(where: { $0.array == nil }) {
            throw SweepError(
                "the values of \(name) are lists: write each in braces of its own, \(name) = { { 1, 2 }, { 1, 3 } }, not "
                    + value.brief, isUsage: true)
        }
        if case .object(let object) = value, !object.members.isEmpty {
            throw SweepError(
                "\(name) needs a list of values, such as { 1, 3, 5 }, and not a table with names: \(value.brief)",
                isUsage: true
            )
        }
        var list: [JSONValue] = []
        for element in value.array ?? (value.object == nil ? [value] : []) {
            try Self.check(count: list.count + 1, of: name)
            list.append(try parameter.value(element))
        }
        values = .list(list)
        try check()
    }

    /// Where a search draws this parameter from: a list's values are drawn in no order.
    package var distribution: Distribution {
        switch values {
        case .list(let values): .categorical(values)
        case .range(let distribution): distribution
        }
    }

    /// - Throws: `SweepError` for a list without a value, or with one twice.
    private func check() throws(SweepError) {
        guard case .list(let list) = values else { return }
        guard !list.isEmpty else {
            throw SweepError("\(name) has no value to try: give one or more, such as \(name)=1,3,5", isUsage: true)
        }
        var seen: Set<JSONValue> = []
        for value in list where !seen.insert(Self.identity(value)).inserted {
            throw SweepError(
                "\(name) would have the value \(value.text) twice: each value of a grid stands once", isUsage: true)
        }
    }

    static func check(count: Int, of name: String) throws(SweepError) {
        guard count > mostValues else { return }
        throw SweepError(
            "\(name) would have more than \(mostValues) values: give fewer, or draw from a range by uniform(a,b) and --samples",
            isUsage: true)
    }

    /// The same for 3 and 3.0, which are one number to whoever compares two trials.
    private static func identity(_ value: JSONValue) -> JSONValue {
        switch value {
        case .number(let number): Int(exactly: number).map { .int($0) } ?? value
        case .array(let elements): .array(elements.map(identity))
        default: value
        }
    }
}
