package import JSON

/// A share of answers, or a mean over them, with its 95% interval over clusters of problems.
package struct Measured: Sendable, Hashable {
    package var value: Double
    /// The ends of the interval; nil where fewer than two clusters have such answers, of which no interval can be had.
    package var interval: [Double]?
    /// How many answers it is of.
    package var count: Int

    /// A measured number from its parts.
    package init(value: Double, interval: [Double]?, count: Int) {
        (self.value, self.interval, self.count) = (value, interval, count)
    }
}

extension JSONObject {
    /// Adds a number under `name` and its interval under `"name 95%"`, as scripts' rows have them; null for what nothing was counted of.
    package mutating func add(_ name: String, _ measured: Measured?) {
        self[name] = measured.map { .number($0.value) } ?? .null
        self[name + " 95%"] = measured?.interval.map { .array($0.map { .number($0) }) } ?? .null
    }
}
