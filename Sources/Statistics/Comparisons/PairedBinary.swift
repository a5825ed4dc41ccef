internal import Rollouts

/// Two systems on the same problems, each solved or not: what counts are the problems that only one of the two solved.
///
/// The p value is McNemar's exact one (1947), which throws a coin for each such problem; the interval is Tango's (Statistics in Medicine 17,
/// 1998, p. 891), all differences that a score test would not reject. It holds where no problem or every one is solved by both.
package struct PairedBinary: Contrast, Hashable {
    /// Problems that only the first solved (b), and only the second (c).
    package let onlyFirst: Double
    package let onlySecond: Double
    /// All problems.
    package let count: Double

    /// The counts of a comparison.
    package init(onlyFirst: Int, onlySecond: Int, count: Int) {
        precondition(onlyFirst >= 0 && onlySecond >= 0 && count > 0 && onlyFirst + onlySecond <= count)
        (self.onlyFirst, self.onlySecond, self.count) = (Double(onlyFirst), Double(onlySecond), Double(count))
    }

    /// `clusters` of problems that all differ by `difference`: each counts as one problem, or as the share of one.
    init(constant difference: Double, clusters: Int) {
        count = Double(clusters)
        (onlyFirst, onlySecond) = (max(0, difference) * count, max(0, -difference) * count)
    }

    package var value: Double { (onlyFirst - onlySecond) / count }

    /// Twice the probability that of all discordant problems so few fall to the less fortunate side by coin, at most 1.
    package var p: Double {
        let discordant = Int((onlyFirst + onlySecond).rounded(.down))
        let least = Int(min(onlyFirst, onlySecond).rounded(.down))
        // An exact half is more than the probability of less.
        return 2 * least >= discordant ? 1 : min(1, 2 * Binomial.fairTail(most: least, of: discordant))
    }

    package func bounds(confidence: Double) -> (lower: Double, upper: Double) {
        let z = Normal.quantile(0.5 + confidence / 2)
        // The score falls as the difference grows.
        let lower = SpecialFunctions.boundary(from: -1, to: value) { score($0) > z }
        let upper = SpecialFunctions.boundary(from: value, to: 1) { score($0) > -z }
        return (value == -1 ? -1 : lower, value == 1 ? 1 : upper)
    }

    package func p(above bound: Double) -> Double { Normal.tail(score(bound)) }

    package func p(below bound: Double) -> Double { Normal.tail(-score(bound)) }

    /// After Connor (Biometrics 43, 1987, p. 207), with the share of discordant problems that was seen, or as many as the difference takes.
    package func detectable(power: Double) -> Double {
        let (z, beyond) = (Normal.quantile(0.975), Normal.quantile(power))
        let seen = (onlyFirst + onlySecond) / count
        func isMissed(_ difference: Double) -> Bool {
            let discordant = max(seen, difference)
            let spread = (discordant - difference * difference).squareRoot()
            return difference * count.squareRoot() < z * discordant.squareRoot() + beyond * spread
        }
        return isMissed(1) ? 2 : SpecialFunctions.boundary(from: 0, to: 1, isMissed)
    }

    /// How far the measured difference lies above `difference`, in standard errors at that difference: Tango's statistic.
    private func score(_ difference: Double) -> Double {
        let (b, c, n, d) = (onlyFirst, onlySecond, count, difference)
        // The likeliest probability of "only the second" where the difference is what is asked for.
        let linear = (2 * n - b + c) * d - b - c
        let root = max(0, linear * linear + 8 * n * c * d * (1 - d)).squareRoot()
        let probability = max(0, (root - linear) / (4 * n))
        let variance = n * (2 * probability + d * (1 - d))
        let distance = b - c - n * d
        guard variance > 0 else { return distance == 0 ? 0 : distance > 0 ? .infinity : -.infinity }
        return distance / variance.squareRoot()
    }
}
