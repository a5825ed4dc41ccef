import Statistics
import Testing

@Suite struct ClusterBootstrapTests {
    private let problems = (0..<30).map {
        SampledProblem(
            problem: "p\($0)", cluster: "c\($0 / 3)",
            counts: NAtK(samples: 9, passing: $0 % 7 + 1, right: min($0 % 7, $0 % 5)))
    }

    /// The draws are keyed by the data: not by their order, and not by a seed that somebody chooses.
    @Test func theSameTableGivesTheSameBytes() {
        func estimate(_ problems: [SampledProblem]) -> Estimate {
            ClusterBootstrap(problems).mean { $0.solveProbability(submissions: 1, drawn: 3) }
        }
        #expect(estimate(problems) == estimate(problems.reversed()))
        var other = problems
        other[3].counts = NAtK(samples: 9, passing: 9, right: 9)
        #expect(estimate(problems) != estimate(other))
        // Another name is another table, but the same value.
        other = problems
        other[3].problem = "q"
        #expect(estimate(problems) != estimate(other) && isNear(estimate(problems).value, estimate(other).value))
    }

    @Test func aMeanLiesInsideItsInterval() {
        let estimate = ClusterBootstrap(problems).mean { $0.passProbability(drawn: 2) }
        #expect(isNear(estimate.value, problems.reduce(0) { $0 + $1.counts.passProbability(drawn: 2) } / 30))
        #expect(estimate.lower < estimate.value && estimate.value < estimate.upper)
    }

    @Test func whatIsTheSameForAllIsNotCertain() {
        let none = problems.map {
            SampledProblem(problem: $0.problem, cluster: $0.cluster, counts: NAtK(samples: 2, passing: 0, right: 0))
        }
        let estimate = ClusterBootstrap(none).mean { $0.passProbability(drawn: 1) }
        #expect(estimate == .wilson(successes: 0, count: 10) && estimate.upper > 0.2)
    }
}
