internal import Rollouts

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
    private let draws: [[Int]]

    /// Draws of the clusters of `problems`, which are not empty.
    package init(_ problems: [SampledProblem], resamples: Int = 1000) {
        precondition(!problems.isEmpty && resamples >= 40)
        let sorted = problems.sorted { $0.place < $1.place }
        self.problems = sorted
        clusters = Dictionary(grouping: sorted.indices) { sorted[$0].cluster }
            .sorted { $0.key < $1.key }.map(\.value)
        let (seed, count) = (Self.hash(sorted), clusters.count)
        draws = (0..<resamples).map { resample in
            var random = RandomKey(seed: seed, purpose: .bootstrap, episode: resample).stream()
            return (0..<count).map { _ in random.below(count) }
        }
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
        let sums = clusters.map { places in places.reduce(0) { $0 + values[$1] } }
        let sizes = clusters.map { Double($0.count) }
        let means = draws.map { draw in
            draw.reduce(0) { $0 + sums[$1] } / draw.reduce(0) { $0 + sizes[$1] }
        }.sorted()
        // The 2.5% and 97.5% points.
        let tail = means.count / 40
        return Estimate(
            value: values.reduce(0, +) / Double(values.count), lower: means[tail], upper: means[means.count - 1 - tail])
    }

    /// FNV-1a (Fowler, Noll and Vo) of the names and counts.
    private static func hash(_ problems: [SampledProblem]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for problem in problems {
            // No UTF-8 has the byte 0xFF: where a name ends is told.
            for name in [problem.problem, problem.cluster] {
                name.utf8.forEach(add)
                add(0xFF)
            }
            for count in [problem.counts.samples, problem.counts.passing, problem.counts.right] {
                for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: count >> shift)) }
            }
        }
        return hash
    }
}
