/// The samples of one problem, for n@k and pass@k.
package struct SampledProblem: Sendable, Hashable {
    package var problem: String
    /// What it belongs to; see `ProblemOutcome.cluster`.
    package var cluster: String
    package var counts: NAtK

    /// A problem's samples from their parts.
    package init(problem: String, cluster: String, counts: NAtK) {
        (self.problem, self.cluster, self.counts) = (problem, cluster, counts)
    }
}

extension SampledProblem {
    fileprivate var place: (String, String, Int, Int, Int) {
        (problem, cluster, counts.samples, counts.passing, counts.right)
    }
}

/// Means over problems with intervals from drawing their clusters anew (the percentile bootstrap), as n@k and pass@k need.
///
/// The random numbers follow from the problems and their counts, in whatever order they come: the same table gives the same bytes.
package struct ClusterBootstrap: Sendable {
    private let problems: [SampledProblem]
    /// The places of each cluster's problems in `problems`.
    private let clusters: [[Int]]
    private let bootstrap: Bootstrap

    /// Draws of the clusters of `problems`, which are not empty.
    package init(_ problems: [SampledProblem], resamples: Int = 1000) {
        precondition(!problems.isEmpty && resamples >= 40)
        let sorted = problems.sorted { $0.place < $1.place }
        self.problems = sorted
        clusters = Dictionary(grouping: sorted.indices) { sorted[$0].cluster }
            .sorted { $0.key < $1.key }.map(\.value)
        bootstrap = Bootstrap(count: clusters.count, resamples: resamples, seed: Self.key(of: sorted).value)
    }

    /// The mean of `probability` over the problems, which have equal weight.
    ///
    /// Where it is the same for all problems each draw would repeat it, which claims too much: Wilson's interval then, with each
    /// cluster counted as one problem.
    package func mean(_ probability: (NAtK) -> Double) -> Estimate {
        let values = problems.map { probability($0.counts) }
        guard values.contains(where: { $0 != values[0] }) else {
            return .wilson(successes: values[0] * Double(clusters.count), count: Double(clusters.count))
        }
        let terms = clusters.map { places in
            Bootstrap.Term(places.reduce(0) { $0 + values[$1] }, of: Double(places.count))
        }
        let value = values.reduce(0, +) / Double(values.count)
        let drawn = bootstrap.mean(terms) ?? Estimate(value: value, lower: value, upper: value)
        return Estimate(value: value, lower: drawn.lower, upper: drawn.upper)
    }

    private static func key(of problems: [SampledProblem]) -> DataKey {
        var key = DataKey()
        for problem in problems {
            for name in [problem.problem, problem.cluster] { key.add(name) }
            for count in [problem.counts.samples, problem.counts.passing, problem.counts.right] { key.add(count) }
        }
        return key
    }
}
