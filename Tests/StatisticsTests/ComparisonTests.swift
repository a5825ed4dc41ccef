import Statistics
import Testing

/// Two evaluations on the same problems.
@Suite struct ComparisonTests {
    private func run(_ solved: [Int], samples: Int = 1, clusterSize: Int = 1, seed: UInt64 = 1) -> SeedOutcomes {
        SeedOutcomes(
            seed: seed,
            problems: solved.enumerated().map {
                ProblemOutcome(problem: "p\($0)", cluster: "c\($0 / clusterSize)", solved: $1, samples: samples)
            })
    }
    private let first = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    private let second = [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0]

    @Test func oneSampleEachIsMcNemarAndTango() throws {
        let comparison = try Comparison(run(first), named: "a", run(second, seed: 9), named: "b")
        let pairs = PairedBinary(onlyFirst: 6, onlySecond: 1, count: 12)
        #expect(comparison.difference.method == .pairs && comparison.difference.p == pairs.p)
        #expect(isNear(comparison.difference.p, 0.125) && comparison.difference.attainableP == 2.0 / 128)
        #expect(comparison.difference.estimate == pairs.estimate(within: -1...1))
        #expect(comparison.difference.tally == ProblemTally(won: 6, lost: 1, tied: 5))
        #expect(comparison.first.method == .wilson && comparison.first.estimate.value == 8.0 / 12)
        #expect(comparison.remarks.count == 1 && comparison.remarks[0].contains("2 to 6 points"))
    }

    /// Problems of one cluster that go together are one observation, not many; what McNemar says stands beside it.
    @Test func clustersOfSeveralProblemsAreTakenTogether() throws {
        let (first, second) = (
            Array(repeating: 1, count: 12) + Array(repeating: 0, count: 24), Array(repeating: 0, count: 36)
        )
        let apart = try Comparison(run(first), named: "a", run(second), named: "b").difference
        let together = try Comparison(
            run(first, clusterSize: 6), named: "a", run(second, clusterSize: 6), named: "b"
        ).difference
        #expect(apart.p < 0.001 && together.method == .clusters(degreesOfFreedom: 5) && together.p > 0.1)
        #expect(together.problemwise?.p == apart.p && together.problemwise?.estimate == apart.estimate)
    }

    @Test func severalSamplesAreClusteredByProblem() throws {
        let comparison = try Comparison(
            run([4, 3, 2, 4], samples: 4), named: "a", run([1, 3, 0, 2], samples: 4), named: "b", margin: 0.1)
        #expect(comparison.difference.method == .clusters(degreesOfFreedom: 3))
        // By hand: differences 3/4, 0, 2/4, 2/4; variance of the mean 0.0247.
        #expect(isNear(comparison.difference.estimate.value, 0.4375))
        #expect(isNear(comparison.difference.p, 0.0689035089, 1e-6), "\(comparison.difference.p)")
        #expect(comparison.difference.equivalence?.margin == 0.1 && comparison.difference.problemwise == nil)
    }

    @Test func anEvaluationIsLikeItself() throws {
        let difference = try Comparison(run(first), named: "a", run(first), named: "a").difference
        #expect(difference.p == 1 && difference.estimate.value == 0 && difference.tally.tied == 12)
        #expect(difference.estimate.lower < -0.1 && difference.estimate.upper > 0.1)
    }

    @Test func otherProblemsAreRefused() {
        #expect(throws: NotComparable.self) {
            try Comparison(run(first), named: "a", run(Array(second.dropLast())), named: "b")
        }
    }
}
