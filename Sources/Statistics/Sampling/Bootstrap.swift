internal import Rollouts

/// Intervals by drawing the problems anew (the percentile bootstrap, Efron 1979).
///
/// Problems, not episodes, are what a wider claim is about, and the turns or samples of one problem are not
/// independent. All numbers of a report use the same draws.
package struct Bootstrap: Sendable {
    /// What one problem adds to a ratio of sums.
    package struct Term: Sendable, Hashable {
        package var numerator: Double
        package var denominator: Double

        /// A term from its parts.
        package init(_ numerator: Double, of denominator: Double = 1) {
            (self.numerator, self.denominator) = (numerator, denominator)
        }
    }

    private let draws: [[Int]]

    /// `resamples` draws of `count` problems with replacement.
    package init(count: Int, resamples: Int = 1000, seed: UInt64) {
        draws = (0..<resamples).map { resample in
            var random = RandomKey(seed: seed, purpose: .bootstrap, episode: resample).stream()
            return (0..<count).map { _ in random.below(count) }
        }
    }

    /// The ratio of the terms' sums; nil when nothing was counted.
    package func mean(_ terms: [Term]) -> Estimate? {
        guard let value = ratio(terms, terms.indices) else { return nil }
        let ratios = draws.compactMap { ratio(terms, $0) }.sorted()
        guard !ratios.isEmpty else { return Estimate(value: value, lower: value, upper: value) }
        // The 2.5% and 97.5% points.
        let tail = ratios.count / 40
        return Estimate(value: value, lower: ratios[tail], upper: ratios[ratios.count - 1 - tail])
    }

    /// As `mean`, for shares.
    ///
    /// One success or failure per problem gets Wilson's interval, which needs no draws. So does a share of exactly 0 or
    /// 1, counting each problem once: its bootstrap interval would be a single point, which claims too much.
    package func share(_ terms: [Term]) -> Estimate? {
        guard let value = ratio(terms, terms.indices) else { return nil }
        let counted = terms.filter { $0.denominator > 0 }
        let isOneEach = counted.allSatisfy { $0.denominator == 1 && ($0.numerator == 0 || $0.numerator == 1) }
        guard isOneEach || value == 0 || value == 1 else { return mean(terms) }
        return .wilson(successes: value * Double(counted.count), count: Double(counted.count))
    }

    private func ratio(_ terms: [Term], _ indices: some Sequence<Int>) -> Double? {
        var numerator = 0.0, denominator = 0.0
        for index in indices {
            numerator += terms[index].numerator
            denominator += terms[index].denominator
        }
        return denominator > 0 ? numerator / denominator : nil
    }
}
