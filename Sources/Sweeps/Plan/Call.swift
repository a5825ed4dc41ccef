internal import JSON
internal import Rendering
internal import RunStore

/// `log(0.001,0.1,4)`, `linear(0,1,5)`, `uniform(0,1)`, `loguniform(0.001,0.1)`: numbers described by the ends of their range.
struct Call {
    static let names = ["log", "linear", "uniform", "loguniform"]

    private let text: String
    private let name: String
    private let arguments: [String]

    /// Nil where `text` is no word with parentheses behind it.
    init?(_ text: String) {
        guard text.hasSuffix(")"), let open = text.firstIndex(of: "("), text.first?.isLetter ?? false else {
            return nil
        }
        self.text = text
        name = text[..<open].trimmed
        let inner = text[text.index(after: open)...].dropLast()
        arguments = inner.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed }
    }

    /// The range to draw from; nil for `log` and `linear`, which are numbers.
    func distribution(of parameter: DeclaredParameter) throws(SweepError) -> Distribution? {
        guard Self.names.contains(name) else {
            let hint = NearestName.suggestion(for: name, among: Self.names)
            throw problem(
                "\(parameter.name) has no values '\(DeclaredParameter.brief(text))'\(hint)\(hint.isEmpty ? ";" : "") write log(a,b,n), "
                    + "linear(a,b,n), uniform(a,b) or loguniform(a,b)")
        }
        guard name == "uniform" || name == "loguniform" else { return nil }
        guard parameter.choices.isEmpty else {
            throw problem(
                "the parameter \(parameter.name) must be one of "
                    + parameter.choices.map(\.exactText).joined(separator: ", ")
                    + ", so it cannot be drawn from \(text)")
        }
        guard arguments.count == 2 else { throw problem("\(text) for \(parameter.name) needs two ends: \(name)(a,b)") }
        if parameter.isInteger {
            guard name == "uniform" else {
                throw problem(
                    "\(parameter.name) is a whole number, which \(text) does not draw: write uniform(a,b), or the values"
                )
            }
            guard let low = Int(arguments[0]), let high = Int(arguments[1]) else {
                throw problem("\(parameter.name) is a whole number, so the ends of \(text) must be whole numbers")
            }
            try checkOrder(low, high, parameter)
            guard !high.subtractingReportingOverflow(low).overflow else {
                throw problem("the ends of \(text) for \(parameter.name) lie too far apart")
            }
            return .integer(low: low, high: high)
        }
        let (low, high) = try ends(parameter)
        return name == "uniform" ? .uniform(low: low, high: high) : .logUniform(low: low, high: high)
    }

    /// The numbers of `log(a,b,n)` and `linear(a,b,n)`.
    func numbers(of parameter: DeclaredParameter) throws(SweepError) -> [JSONValue] {
        guard arguments.count == 3 else {
            throw problem("\(text) for \(parameter.name) needs two ends and a count: \(name)(a,b,n)")
        }
        let (low, high) = try ends(parameter)
        guard let count = Int(arguments[2]), count >= 2 else {
            throw problem(
                "\(text) for \(parameter.name) holds both its ends, so its count must be a whole number of at least 2, not "
                    + "'\(arguments[2])'")
        }
        try Axis.check(count: count, of: parameter.name)
        let numbers = SpacedNumbers(low: low, high: high, count: count)
        var values: [JSONValue] = []
        for number in name == "log" ? numbers.inLogarithm : numbers.linear {
            if parameter.isInteger, Int(exactly: number) == nil {
                throw problem(
                    "the parameter \(parameter.name) must be a whole number, and \(text) has \(number): choose another count, or "
                        + "write the values")
            }
            // As the same number is read from a command line.
            let isWhole = parameter.example.int != nil && number.magnitude < 0x1p53
            let value = isWhole ? Int(exactly: number).map { JSONValue.int($0) } : nil
            guard value ?? .number(number) != values.last else {
                throw problem(
                    "the ends of \(text) for \(parameter.name) lie too close for \(count) numbers of 12 digits: give fewer"
                )
            }
            values.append(try parameter.value(value ?? .number(number)))
        }
        return values
    }

    private func ends(_ parameter: DeclaredParameter) throws(SweepError) -> (low: Double, high: Double) {
        var ends: [Double] = []
        for argument in arguments.prefix(2) {
            guard let end = Double(argument), end.isFinite else {
                throw problem("the ends of \(text) for \(parameter.name) must be numbers, not '\(argument)'")
            }
            ends.append(end)
        }
        if name.hasPrefix("log") {
            guard ends[0] > 0, ends[1] > 0 else {
                throw problem(
                    "\(text) for \(parameter.name) needs ends above 0, since \(ends[0] > 0 ? ends[1] : ends[0]) has no logarithm"
                )
            }
            guard ends.allSatisfy((1e-300...1e300).contains) else {
                throw problem("the ends of \(text) for \(parameter.name) must lie between 1e-300 and 1e300")
            }
        }
        try checkOrder(ends[0], ends[1], parameter)
        guard ends.allSatisfy({ $0.magnitude <= 1e300 }) else {
            throw problem("the ends of \(text) for \(parameter.name) must lie between -1e300 and 1e300")
        }
        return (ends[0], ends[1])
    }

    private func checkOrder<Number: Comparable>(
        _ low: Number, _ high: Number, _ parameter: DeclaredParameter
    ) throws(SweepError) {
        guard low < high else {
            let rest = arguments.dropFirst(2).map { "," + $0 }.joined()
            let remedy =
                low == high
                ? "write \(parameter.name)=\(low)" : "write \(name)(\(arguments[1]),\(arguments[0])\(rest))"
            throw problem(
                "\(text) for \(parameter.name) needs a first end below its second: \(remedy)")
        }
    }

    private func problem(_ text: String) -> SweepError { SweepError(text, isUsage: true) }
}
