/// Whether a difference is too small to matter: two one-sided tests (TOST; Schuirmann 1987) against a margin said beforehand.
package struct Equivalence: Sendable, Hashable {
    /// The largest difference, either way, that does not matter.
    package let margin: Double
    /// The 90% interval of the difference.
    package let lower: Double
    package let upper: Double
    /// The larger p value of the two tests.
    package let p: Double

    /// The tests of a difference.
    package init(_ contrast: any Contrast, margin: Double) {
        self.margin = margin
        (lower, upper) = contrast.bounds(confidence: 0.9)
        p = max(contrast.p(above: -margin), contrast.p(below: margin))
    }

    /// What the tests allow to say.
    package enum Verdict: String, Sendable {
        /// The 90% interval lies inside the margin.
        case within
        /// It lies outside.
        case beyond
        /// It does neither.
        case undecided
    }

    /// What the interval says.
    package var verdict: Verdict {
        if lower > -margin, upper < margin { return .within }
        return lower > margin || upper < -margin ? .beyond : .undecided
    }
}

/// p values of several comparisons, so that the chance of any false one stays below 5%: Holm (1979), in the order of `values`.
package func holm(_ values: [Double]) -> [Double] {
    var (adjusted, least) = (values, 0.0)
    for (rank, place) in values.indices.sorted(by: { (values[$0], $0) < (values[$1], $1) }).enumerated() {
        least = max(least, min(1, values[place] * Double(values.count - rank)))
        adjusted[place] = least
    }
    return adjusted
}

/// The smallest two-sided p value that a rank or sign test could reach with a number of seeds.
package enum AttainableP {
    /// Where both sides have the same `seeds`: all differences have one sign, 2 / 2^S.
    package static func paired(seeds: Int) -> Double {
        min(1, 2 / Double(sign: .plus, exponent: seeds, significand: 1))
    }

    /// Where they do not: all of one side lie above all of the other, 2 / C(S + T, S).
    package static func unpaired(_ first: Int, _ second: Int) -> Double {
        min(1, 2 / Binomial.choices(first, of: first + second))
    }
}
