/// Outcomes of an arm, or the differences of two, added up by seed and by cluster of problems: what variances are taken of.
///
/// All sums are of whole numbers, so that they do not depend on an order and what does not vary has the variance 0.
package struct OutcomeGrid: Sendable {
    /// Solved conversations, or differences of them: `[seeds, clusters]`.
    private let sums: [[Double]]
    /// How many problems a cluster has.
    private let sizes: [Double]
    /// Conversations about a problem.
    private let samples: Double

    /// A grid from its sums.
    package init(sums: [[Int]], sizes: [Int], samples: Int) {
        precondition(!sums.isEmpty && sizes.count >= 2 && samples > 0 && sums.allSatisfy { $0.count == sizes.count })
        self.sums = sums.map { $0.map(Double.init) }
        self.sizes = sizes.map(Double.init)
        self.samples = Double(samples)
    }

    private var problems: Double { sizes.reduce(0, +) }
    private var total: Double { sums.reduce(0) { $0 + $1.reduce(0, +) } }
    private var cells: Double { problems * Double(sums.count) }

    /// The mean over all problems and seeds.
    package var mean: Double { total / (cells * samples) }
    /// The mean over the problems of each seed.
    package var seedMeans: [Double] { sums.map { $0.reduce(0, +) / (problems * samples) } }

    /// How sure the standard error of several seeds is of itself.
    package enum Freedom: Sendable {
        /// min(S, G) - 1 degrees of freedom: safe, and too careful where problems vary more than seeds.
        case least
        /// As many as the parts of the variance have together (Satterthwaite 1946), from S - 1 where seeds vary alone to G - 1.
        case satterthwaite
    }

    /// The mean with its error; nil where nothing varies.
    ///
    /// One seed: clustered by problems, t with G - 1 degrees of freedom. Several: clustered by seeds and by problems, V = V(seeds) +
    /// V(clusters) - V(both at once) (Cameron, Gelbach and Miller 2011, Journal of Business and Economic Statistics 29, p. 238), not below
    /// the larger of the first two. Each V has the correction m / (m - 1) of its own number of groups.
    package func contrast(_ freedom: Freedom = .least) -> StudentContrast? {
        let places = sizes.indices
        let clusters = places.map { place in
            Group(sum: sums.reduce(0) { $0 + $1[place] }, count: sizes[place] * Double(sums.count))
        }
        let byCluster = variance(clusters)
        var (variance, degrees) = (byCluster, Double(sizes.count - 1))
        if sums.count > 1 {
            let bySeed = self.variance(sums.map { Group(sum: $0.reduce(0, +), count: problems) })
            let byBoth = self.variance(sums.flatMap { seed in places.map { Group(sum: seed[$0], count: sizes[$0]) } })
            variance = max(bySeed + byCluster - byBoth, bySeed, byCluster)
            degrees = self.degrees(freedom, variance: variance, bySeed: bySeed)
        }
        guard variance > 0 else { return nil }
        return StudentContrast(
            value: mean, standardError: variance.squareRoot(), degreesOfFreedom: degrees)
    }

    private func degrees(_ freedom: Freedom, variance: Double, bySeed: Double) -> Double {
        let (seeds, clusters) = (Double(sums.count - 1), Double(sizes.count - 1))
        guard freedom == .satterthwaite, variance > 0 else { return min(seeds, clusters) }
        let rest = variance - bySeed
        return variance * variance / (bySeed * bySeed / seeds + rest * rest / clusters)
    }

    /// Cells whose errors are taken together.
    private struct Group {
        let sum: Double
        let count: Double
    }

    /// m / (m - 1) Σ (Σ of the residuals of a group)² / N², N all cells.
    private func variance(_ groups: [Group]) -> Double {
        let (cells, total) = (cells, total)
        let scale = cells * cells * samples
        let squares = groups.reduce(0) { sum, group in
            let residual = (cells * group.sum - group.count * total) / scale
            return sum + residual * residual
        }
        return squares * Double(groups.count) / Double(groups.count - 1)
    }
}
