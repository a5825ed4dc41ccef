/// What one arm solves.
package struct ArmRate: Sendable, Hashable {
    /// How the interval was found.
    package enum Method: String, Sendable {
        /// One run, one sample a problem, each problem for itself.
        case wilson = "Wilson's interval"
        /// One run.
        case clusters = "t over clusters of problems"
        /// Several runs.
        case seedsAndClusters =
            "t with standard errors clustered by seeds and by problems, Satterthwaite's degrees of freedom"
        /// All clusters, or all seeds, gave the same.
        case constant = "Wilson's interval, each cluster counted once"
    }

    package let name: String
    /// Problems (n), the clusters that they belong to (G), the training runs (S) and the samples of each problem in each run (k).
    package let problems: Int
    package let clusters: Int
    package let seeds: [UInt64]
    package let samples: Int
    /// The mean over all runs and problems, with its 95% interval.
    package let estimate: Estimate
    package let method: Method
    /// The rate of each run, in the order of `seeds`.
    package let seedRates: [Double]
    /// The standard deviation of the runs' rates; nil for one run.
    package var deviation: Double? { seedRates.count > 1 ? Spread(seedRates).deviation : nil }

    init(_ arms: ComparableArms, _ arm: Int) {
        let grid = arms.grid(arm)
        (name, problems, clusters) = (arms.names[arm], arms.problemCount, arms.clusterSizes.count)
        (seeds, samples, seedRates) = (arms.seeds[arm], arms.samples, grid.seedMeans)
        func wilson(_ count: Int) -> Estimate {
            let estimate = Estimate.wilson(successes: grid.mean * Double(count), count: Double(count))
            return Estimate(value: grid.mean, lower: estimate.lower, upper: estimate.upper)
        }
        if seeds.count == 1, samples == 1, arms.isEachProblemAlone {
            (estimate, method) = (wilson(problems), .wilson)
        } else if let contrast = grid.contrast(.satterthwaite) {
            estimate = contrast.estimate(within: 0...1)
            method = seeds.count == 1 ? .clusters : .seedsAndClusters
        } else {
            (estimate, method) = (wilson(clusters), .constant)
        }
    }
}
