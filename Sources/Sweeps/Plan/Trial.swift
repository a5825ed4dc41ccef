package import JSON

/// A configuration that a sweep tries, once for each seed: an arm, a combination of a grid, a suggestion of a search.
package struct Point: Sendable, Hashable {
    /// From 1.
    package var number: Int
    /// Its name, where the sweep names its arms.
    package var arm: String?
    /// What is set, where not the script's default.
    package var parameters: JSONObject

    /// A point from its parts.
    package init(number: Int, arm: String? = nil, parameters: JSONObject) {
        (self.number, self.arm, self.parameters) = (number, arm, parameters)
    }
}

/// One run of a sweep: a point with a seed.
package struct Trial: Sendable, Hashable {
    /// From 1.
    package var number: Int
    package var point: Point
    package var seed: UInt64

    /// A trial from its parts.
    package init(number: Int, point: Point, seed: UInt64) {
        (self.number, self.point, self.seed) = (number, point, seed)
    }

    /// As `trials.jsonl` keeps it.
    package var json: JSONObject {
        var object: JSONObject = ["trial": .int(number), "point": .int(point.number)]
        if let arm = point.arm { object["arm"] = .string(arm) }
        object["seed"] = seed.json
        object["parameters"] = .object(point.parameters)
        return object
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(_ object: JSONObject) {
        guard let number = object["trial"]?.int, let point = object["point"]?.int, min(number, point) > 0,
            max(number, point) <= SweepPlan.mostTrials,
            let seed = object["seed"].flatMap(UInt64.init(json:)), let parameters = object["parameters"]?.object
        else { return nil }
        self.init(
            number: number,
            point: Point(number: point, arm: object["arm"]?.string, parameters: parameters), seed: seed)
    }
}

extension UInt64 {
    /// JSON's readers take whole numbers for signed ones of 64 bits: a greater one is a text.
    var json: JSONValue { Int(exactly: self).map { .int($0) } ?? .string(String(self)) }

    init?(json: JSONValue) {
        if let value = json.int, let seed = UInt64(exactly: value) {
            self = seed
        } else if let text = json.string, let seed = UInt64(text) {
            self = seed
        } else {
            return nil
        }
    }
}
