import JSON

extension Distribution {
    /// As a sweep's folder keeps it.
    var json: JSONValue {
        switch self {
        case .uniform(let low, let high): ["uniform": [.number(low), .number(high)]]
        case .logUniform(let low, let high): ["log_uniform": [.number(low), .number(high)]]
        case .integer(let low, let high): ["integer": [.int(low), .int(high)]]
        case .categorical(let values): ["categorical": .array(values)]
        }
    }

    /// Reads what `json` wrote; nil for anything else.
    init?(json: JSONValue) {
        guard let member = json.object?.members.first, let ends = member.value.array else { return nil }
        let numbers = ends.compactMap(\.double)
        switch member.key {
        case "uniform" where ends.count == 2 && numbers.count == 2:
            self = .uniform(low: numbers[0], high: numbers[1])
        case "log_uniform" where ends.count == 2 && numbers.count == 2 && numbers[0] > 0:
            self = .logUniform(low: numbers[0], high: numbers[1])
        case "integer":
            guard ends.count == 2, let low = ends[0].int, let high = ends[1].int else { return nil }
            self = .integer(low: low, high: high)
        case "categorical" where !ends.isEmpty: self = .categorical(ends)
        default: return nil
        }
        guard numbers.count != 2 || numbers[0] <= numbers[1] || member.key == "categorical" else { return nil }
    }
}
