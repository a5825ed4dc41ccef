import Rollouts
import Statistics
import Testing

/// How often 95% intervals hold the truth, in 2,000 simulated experiments each. Every number follows from a key.
@Suite struct CoverageTests {
    private static let draws = 2000

    /// An experiment with known variance components: how far the solve rates of two arms lie apart.
    struct Design: CustomStringConvertible, Sendable {
        var seeds: Int
        var clusters: Int
        var clusterSize = 2
        var samples = 1
        /// Standard deviations of what an arm gains by the luck of a run, on a cluster, and on a problem in one run.
        var seedDeviation: Double
        var clusterDeviation: Double
        var problemDeviation = 0.05

        var description: String { "S \(seeds), G \(clusters), k \(samples), \(seedDeviation), \(clusterDeviation)" }

        /// The differences of one draw; their expectation is 0.
        func grid(_ draw: Int) -> OutcomeGrid {
            var random = RandomKey(seed: UInt64(seeds * 1000 + clusters), purpose: .script, episode: draw).stream()
            var spare: [Double] = []
            func normal() -> Double {
                if let number = spare.popLast() { return number }
                let pair = random.normals()
                spare = [pair.1]
                return pair.0
            }
            let tilt = (0..<clusters).map { _ in clusterDeviation * normal() }
            let ease = (0..<clusters).map { _ in 0.2 * random.uniform() - 0.1 }
            let sums = (0..<seeds).map { _ in
                let luck = (seedDeviation * normal(), seedDeviation * normal())
                return (0..<clusters).map { cluster in
                    (0..<clusterSize).reduce(0) { sum, _ in
                        let own = (problemDeviation * normal(), problemDeviation * normal())
                        let (ours, theirs) = (
                            0.5 + ease[cluster] + luck.0 + own.0 + tilt[cluster] / 2,
                            0.5 + ease[cluster] + luck.1 + own.1 - tilt[cluster] / 2
                        )
                        return sum
                            + (0..<samples).reduce(0) { sum, _ in
                                sum + (random.uniform() < ours ? 1 : 0) - (random.uniform() < theirs ? 1 : 0)
                            }
                    }
                }
            }
            return OutcomeGrid(sums: sums, sizes: Array(repeating: clusterSize, count: clusters), samples: samples)
        }

        /// What one arm solves, less what it does not: its expectation is 0.
        func gridOfRate(_ draw: Int) -> OutcomeGrid {
            var random = RandomKey(seed: UInt64(seeds * 1000 + clusters), purpose: .play, episode: draw).stream()
            let ease = (0..<clusters).map { _ in clusterDeviation * random.normals().0 }
            let sums = (0..<seeds).map { _ in
                let luck = seedDeviation * random.normals().0
                return ease.map { ease in
                    (0..<clusterSize * samples).reduce(0) { sum, _ in
                        sum + (random.uniform() < 0.5 + luck + ease ? 1 : -1)
                    }
                }
            }
            return OutcomeGrid(sums: sums, sizes: Array(repeating: clusterSize, count: clusters), samples: samples)
        }

        /// The share of draws whose interval of a rate holds the truth.
        var coverageOfRate: Double {
            let hits = (0..<CoverageTests.draws).count { draw in
                guard let bounds = gridOfRate(draw).contrast(.satterthwaite)?.bounds(confidence: 0.95) else {
                    return true
                }
                return bounds.lower <= 0 && bounds.upper >= 0
            }
            return Double(hits) / Double(CoverageTests.draws)
        }

        /// The share of draws whose interval of the difference holds 0.
        var coverage: Double {
            let hits = (0..<CoverageTests.draws).count { draw in
                guard let bounds = grid(draw).contrast()?.bounds(confidence: 0.95) else { return true }
                return bounds.lower <= 0 && bounds.upper >= 0
            }
            return Double(hits) / Double(CoverageTests.draws)
        }
    }

    /// Where seeds, or as many seeds as clusters, make the error: 93 to 97%.
    @Test(arguments: [
        Design(seeds: 3, clusters: 50, samples: 4, seedDeviation: 0.1, clusterDeviation: 0.05),
        Design(seeds: 3, clusters: 50, clusterSize: 6, seedDeviation: 0.12, clusterDeviation: 0.05),
        Design(seeds: 5, clusters: 50, samples: 2, seedDeviation: 0.1, clusterDeviation: 0.1),
        Design(seeds: 40, clusters: 40, samples: 2, seedDeviation: 0.1, clusterDeviation: 0.1),
        Design(seeds: 1, clusters: 50, samples: 4, seedDeviation: 0, clusterDeviation: 0.2),
        Design(seeds: 1, clusters: 150, clusterSize: 1, samples: 1, seedDeviation: 0, clusterDeviation: 0.1),
    ])
    func intervalsHoldTheTruthAsOftenAsTheySay(_ design: Design) {
        #expect((0.93...0.97).contains(design.coverage), "\(design.coverage)")
    }

    /// The rate of an arm, whether problems vary more than seeds do, less, or alike.
    @Test(arguments: [
        Design(seeds: 3, clusters: 50, seedDeviation: 0.03, clusterDeviation: 0.2),
        Design(seeds: 5, clusters: 30, samples: 4, seedDeviation: 0.03, clusterDeviation: 0.2),
        Design(seeds: 3, clusters: 50, clusterSize: 6, seedDeviation: 0.1, clusterDeviation: 0.03),
        Design(seeds: 3, clusters: 50, clusterSize: 6, seedDeviation: 0.05, clusterDeviation: 0.2),
    ])
    func intervalsOfRatesDoTheSame(_ design: Design) {
        #expect((0.93...0.97).contains(design.coverageOfRate), "\(design.coverageOfRate)")
    }

    /// Where the choice of problems makes the error, t with S - 1 degrees of freedom is too careful: never too sure.
    @Test(arguments: [
        Design(seeds: 3, clusters: 50, seedDeviation: 0.02, clusterDeviation: 0.3),
        Design(seeds: 3, clusters: 50, samples: 4, seedDeviation: 0.03, clusterDeviation: 0.2),
        Design(seeds: 5, clusters: 20, samples: 2, seedDeviation: 0, clusterDeviation: 0.2),
    ])
    func intervalsAreNeverTooNarrow(_ design: Design) { #expect(design.coverage >= 0.95, "\(design.coverage)") }

    /// At an intra-class correlation of .7 a bootstrap over rollouts is far too sure, one over clusters is not.
    @Test func aBootstrapOverClustersIsNotTooSure() {
        var (byCluster, byRollout) = (0, 0)
        let draws = 400
        for draw in 0..<draws {
            var random = RandomKey(seed: 5, purpose: .script, episode: draw).stream()
            // A cluster's rate is 0 or 1 with a probability of .7, else 1/2: the truth is 1/2.
            let rates = (0..<40).map { _ in random.uniform() < 0.7 ? (random.uniform() < 0.5 ? 0.0 : 1.0) : 0.5 }
            let solved = rates.map { rate in (0..<8).map { _ in random.uniform() < rate ? 1 : 0 } }
            let problems = solved.enumerated().flatMap { cluster, solved in
                solved.enumerated().map {
                    SampledProblem(
                        problem: "\(cluster)/\($0)", cluster: "\(cluster)",
                        counts: NAtK(samples: 1, passing: $1, right: $1))
                }
            }
            let estimate = ClusterBootstrap(problems, resamples: 200).mean { $0.passProbability(drawn: 1) }
            if estimate.lower > 0.5 || estimate.upper < 0.5 { byCluster += 1 }
            let naive = Bootstrap(count: problems.count, resamples: 200, seed: UInt64(draw))
                .mean(problems.map { .init(Double($0.counts.right)) })
            if let naive, naive.lower > 0.5 || naive.upper < 0.5 { byRollout += 1 }
        }
        #expect((0.02...0.09).contains(Double(byCluster) / Double(draws)), "\(byCluster)")
        #expect(Double(byRollout) / Double(draws) > 0.3, "\(byRollout)")
    }
}
