/// Arms on the same problems, in one order: by seed and by the problems' names.
struct ComparableArms {
    let names: [String]
    /// By arm, in increasing order.
    let seeds: [[UInt64]]
    let problemCount: Int
    /// How many problems each cluster has, by the clusters' names.
    let clusterSizes: [Int]
    /// Conversations about a problem.
    let samples: Int
    /// The cluster of each problem, by place.
    private let clusters: [Int]
    /// Solved conversations: `[arms][seeds][problems]`.
    private let solved: [[[Int]]]

    /// Whether each problem is a cluster of its own.
    var isEachProblemAlone: Bool { clusterSizes.count == problemCount }

    /// - Throws: `NotComparable`, with all that is missing or does not fit, `others` too.
    init(_ arms: [ArmOutcomes], sharesSeeds: Bool, others: [String]) throws {
        var check = ComparabilityCheck(arms)
        check.run(sharesSeeds: sharesSeeds)
        others.forEach { check.add($0) }
        guard check.findings.isEmpty, let first = arms.first?.seeds.first else {
            throw NotComparable(check.findings)
        }
        let sorted = arms.map { arm in
            arm.seeds.sorted { $0.seed < $1.seed }.map { ($0.seed, $0.problems.sorted { $0.problem < $1.problem }) }
        }
        names = arms.map(\.name)
        seeds = sorted.map { $0.map(\.0) }
        solved = sorted.map { $0.map { $0.1.map(\.solved) } }
        let problems = first.problems.sorted { $0.problem < $1.problem }
        problemCount = problems.count
        samples = problems[0].samples
        let clusterNames = Set(problems.map(\.cluster)).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(clusterNames, 0...))
        clusters = problems.map { places[$0.cluster, default: 0] }
        var sizes = Array(repeating: 0, count: clusterNames.count)
        for cluster in clusters { sizes[cluster] += 1 }
        clusterSizes = sizes
    }

    /// What one arm solved.
    func grid(_ arm: Int) -> OutcomeGrid { grid(solved[arm]) }

    /// What one arm solved more than another of the same seeds, or of one run each.
    func differences(_ arm: Int, _ reference: Int) -> OutcomeGrid {
        grid(zip(solved[arm], solved[reference]).map { zip($0, $1).map { $0 - $1 } })
    }

    private func grid(_ values: [[Int]]) -> OutcomeGrid {
        let sums = values.map { values in
            var sums = Array(repeating: 0, count: clusterSizes.count)
            for (value, cluster) in zip(values, clusters) { sums[cluster] += value }
            return sums
        }
        return OutcomeGrid(sums: sums, sizes: clusterSizes, samples: samples)
    }

    /// By problem: what share of its conversations an arm solved, of all seeds, less the share of another.
    private func gains(_ arm: Int, _ reference: Int) -> [Int] {
        func sums(_ arm: Int) -> [Int] {
            (0..<problemCount).map { problem in solved[arm].reduce(0) { $0 + $1[problem] } }
        }
        // Over a common divisor, so that equal shares are equal.
        let (ours, theirs) = (solved[arm].count, solved[reference].count)
        return zip(sums(arm), sums(reference)).map { $0 * theirs - $1 * ours }
    }

    /// How many problems an arm solved more often than another over all seeds, less often, and as often.
    func tally(_ arm: Int, _ reference: Int) -> ProblemTally {
        let gains = gains(arm, reference)
        let (won, lost) = (gains.count { $0 > 0 }, gains.count { $0 < 0 })
        return ProblemTally(won: won, lost: lost, tied: gains.count - won - lost)
    }
}

/// On how many problems a system did better than another, worse, and as well.
package struct ProblemTally: Sendable, Hashable {
    package let won: Int
    package let lost: Int
    package let tied: Int

    /// A tally from its parts.
    package init(won: Int, lost: Int, tied: Int) { (self.won, self.lost, self.tied) = (won, lost, tied) }
}
