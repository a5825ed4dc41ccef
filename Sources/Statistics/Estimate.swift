/// A number measured on a sample of problems, with a 95% interval for what it is on all problems like them.
package struct Estimate: Sendable, Hashable, Codable {
    package var value: Double
    package var lower: Double
    package var upper: Double

    /// An estimate from its parts.
    package init(value: Double, lower: Double, upper: Double) {
        (self.value, self.lower, self.upper) = (value, lower, upper)
    }

    /// The share of `successes` in `count`, with the interval of Wilson (1927), which holds for few and for none.
    package static func wilson(successes: Double, count: Double) -> Estimate {
        let z = 1.959963984540054
        let share = successes / count
        let scale = 1 + z * z / count
        let centre = (share + z * z / (2 * count)) / scale
        let half = z / scale * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
        // At 0 and 1 the interval ends there exactly; the formula is off by a rounding.
        return Estimate(
            value: share, lower: share == 0 ? 0 : centre - half, upper: share == 1 ? 1 : centre + half)
    }
}
