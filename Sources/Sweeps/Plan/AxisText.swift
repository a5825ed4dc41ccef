internal import JSON

extension Axis {
    /// As the command line writes it; read again it gives the same values.
    package var text: String {
        switch values {
        case .list(let values): name + "=" + values.map { Self.text(of: $0) }.joined(separator: ",")
        case .range(let distribution): name + "=" + distribution.text
        }
    }

    private static func text(of value: JSONValue) -> String {
        switch value {
        case .string(let text): AxisParser.needsQuotes(text) ? value.text : text
        case .array(let elements): "[" + elements.map { Self.text(of: $0) }.joined(separator: ",") + "]"
        default: value.text
        }
    }
}

extension Distribution {
    /// As the command line writes it.
    package var text: String {
        switch self {
        case .uniform(let low, let high): "uniform(\(low),\(high))"
        case .logUniform(let low, let high): "loguniform(\(low),\(high))"
        case .integer(let low, let high): "uniform(\(low),\(high))"
        case .categorical(let values): values.map(\.text).joined(separator: ",")
        }
    }
}
