/// A mean or a difference of two with what is known of its error, whatever the method.
package protocol Contrast: Sendable {
    /// What was measured.
    var value: Double { get }
    /// The two ends between which the truth lies with the probability `confidence`.
    func bounds(confidence: Double) -> (lower: Double, upper: Double)
    /// Of the hypothesis that the truth is 0, two-sided.
    var p: Double { get }
    /// Of the hypothesis that the truth is at most `bound`, one-sided.
    func p(above bound: Double) -> Double
    /// Of the hypothesis that the truth is at least `bound`, one-sided.
    func p(below bound: Double) -> Double
    /// The smallest difference that a two-sided test at 5% finds with the probability `power`. Above 1 where there is none.
    func detectable(power: Double) -> Double
}

extension Contrast {
    /// The value with its 95% interval, no wider than what is possible.
    ///
    /// - Parameter range: 0...1 for a rate, -1...1 for a difference of two.
    package func estimate(within range: ClosedRange<Double>) -> Estimate {
        let (lower, upper) = bounds(confidence: 0.95)
        return Estimate(value: value, lower: max(range.lowerBound, lower), upper: min(range.upperBound, upper))
    }
}

/// A mean whose distance from the truth, in standard errors, follows Student's t distribution.
package struct StudentContrast: Contrast, Hashable {
    package var value: Double
    package var standardError: Double
    package var degreesOfFreedom: Double

    /// A mean from its parts.
    package init(value: Double, standardError: Double, degreesOfFreedom: Double) {
        precondition(standardError > 0 && degreesOfFreedom > 0)
        (self.value, self.standardError, self.degreesOfFreedom) = (value, standardError, degreesOfFreedom)
    }

    package func bounds(confidence: Double) -> (lower: Double, upper: Double) {
        let reach =
            StudentT.quantile(0.5 + confidence / 2, degreesOfFreedom: degreesOfFreedom) * standardError
        return (value - reach, value + reach)
    }

    package var p: Double {
        2 * StudentT.tail(abs(value) / standardError, degreesOfFreedom: degreesOfFreedom)
    }

    package func p(above bound: Double) -> Double {
        StudentT.tail((value - bound) / standardError, degreesOfFreedom: degreesOfFreedom)
    }

    package func p(below bound: Double) -> Double {
        StudentT.tail((bound - value) / standardError, degreesOfFreedom: degreesOfFreedom)
    }

    package func detectable(power: Double) -> Double {
        StudentT.detectable(power: power, degreesOfFreedom: degreesOfFreedom) * standardError
    }
}

extension StudentContrast {
    /// The difference of the means of two independent sets of numbers whose variances may differ: Welch (1947). Nil where neither set
    /// varies.
    ///
    /// - Parameters:
    ///   - first: at least two numbers.
    ///   - second: at least two; their mean is subtracted.
    package static func welch(_ first: [Double], _ second: [Double]) -> StudentContrast? {
        let (a, b) = (Spread(first), Spread(second))
        let (errorA, errorB) = (a.variance / a.count, b.variance / b.count)
        let sum = errorA + errorB
        guard sum > 0 else { return nil }
        let freedom = sum * sum / (errorA * errorA / (a.count - 1) + errorB * errorB / (b.count - 1))
        return StudentContrast(value: a.mean - b.mean, standardError: sum.squareRoot(), degreesOfFreedom: freedom)
    }

    /// The mean of independent numbers, at least two; nil where they do not vary.
    package static func mean(_ values: [Double]) -> StudentContrast? {
        let spread = Spread(values)
        guard spread.variance > 0 else { return nil }
        return StudentContrast(
            value: spread.mean, standardError: (spread.variance / spread.count).squareRoot(),
            degreesOfFreedom: spread.count - 1)
    }
}

/// The mean and the variance of some numbers.
package struct Spread: Sendable, Hashable {
    package let count: Double
    package let mean: Double
    /// With the divisor n - 1; 0 where all are equal, also after rounding.
    package let variance: Double
    /// The root of the variance.
    package var deviation: Double { variance.squareRoot() }

    /// Of `values`, which are not empty.
    package init(_ values: [Double]) {
        count = Double(values.count)
        guard values.contains(where: { $0 != values[0] }) else {
            (mean, variance) = (values[0], 0)
            return
        }
        let mean = values.reduce(0, +) / count
        self.mean = mean
        variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    }
}
