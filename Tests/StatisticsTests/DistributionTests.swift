import Statistics
import Testing

/// Distributions and single tests against scipy's and statsmodels'.
@Suite struct DistributionTests {
    private let golden: GoldenStatistics
    init() throws { golden = try GoldenStatistics.all.get() }

    @Test func studentsTailIsScipys() {
        for row in golden.t {
            #expect(isNear(StudentT.tail(row.t, degreesOfFreedom: row.df), row.tail, 1e-10), "\(row)")
            #expect(isNear(StudentT.cumulative(-row.t, degreesOfFreedom: row.df), row.tail, 1e-10), "\(row)")
        }
    }

    @Test func studentsQuantilesAreScipys() {
        for row in golden.tQuantiles {
            #expect(isNear(StudentT.quantile(row.p, degreesOfFreedom: row.df), row.t, 1e-10), "\(row)")
        }
    }

    @Test func theNormalTailAndQuantilesAreScipys() {
        for row in golden.normal { #expect(abs(Normal.tail(row.x) / row.tail - 1) < 1e-12, "\(row)") }
        for row in golden.normalQuantiles { #expect(isNear(Normal.quantile(row.p), row.x, 1e-9), "\(row)") }
    }

    /// The noncentral t distribution.
    @Test func detectableDifferencesHaveThePowerThatScipySays() {
        for row in golden.detectable {
            let errors = StudentT.detectable(power: row.power, degreesOfFreedom: row.df)
            #expect(isNear(errors, row.errors, 1e-6), "\(row): \(errors)")
        }
    }

    @Test func wilsonsIntervalIsScipys() {
        for row in golden.wilson {
            let estimate = Estimate.wilson(successes: row.k, count: row.n)
            #expect(isNear(estimate.lower, row.interval95[0]) && isNear(estimate.upper, row.interval95[1]), "\(row)")
        }
    }

    @Test func theMeanOfIndependentNumbersIsScipys() throws {
        for row in golden.mean {
            let mean = try #require(StudentContrast.mean(row.values)), bounds = mean.bounds(confidence: 0.95)
            #expect(isNear(mean.p, row.p), "\(row)")
            #expect(isNear(bounds.lower, row.interval95[0]) && isNear(bounds.upper, row.interval95[1]), "\(row)")
        }
        #expect(StudentContrast.mean([0.1, 0.1, 0.1]) == nil && StudentContrast.welch([1, 1], [2, 2]) == nil)
    }

    @Test func holmIsStatsmodels() {
        for row in golden.holm { #expect(zip(holm(row.p), row.adjusted).allSatisfy { isNear($0, $1) }, "\(row)") }
        #expect(holm([]) == [])
    }

    @Test func attainableValuesAreThoseOfPermutationTests() {
        for row in golden.attainable.paired { #expect(isNear(AttainableP.paired(seeds: row.seeds), row.p)) }
        for row in golden.attainable.unpaired { #expect(isNear(AttainableP.unpaired(row.seeds, row.seeds), row.p)) }
        #expect(AttainableP.paired(seeds: 0) == 1 && AttainableP.paired(seeds: 1) == 1)
        #expect(AttainableP.paired(seeds: 5000) == 0)
    }

    @Test func passAtKIsTheHypergeometricDistributions() {
        for row in golden.passAtK {
            let counts = NAtK(samples: row.n, passing: row.n, right: row.right)
            #expect(isNear(counts.passProbability(drawn: row.k), row.p), "\(row)")
        }
        #expect(NAtK(samples: 4, passing: 1, right: 1).passProbability(drawn: 0) == 0)
    }
}
