import Statistics
import Rollouts
import Testing

@Suite struct EstimateTests {
    @Test func wilsonIsTheTextbooks() {
        // 8 of 10, e.g. statsmodels' proportion_confint(8, 10, method="wilson").
        let estimate = Estimate.wilson(successes: 8, count: 10)
        #expect(abs(estimate.lower - 0.4901625) < 1e-6 && abs(estimate.upper - 0.9433178) < 1e-6)
        let none = Estimate.wilson(successes: 0, count: 100)
        #expect(none.lower == 0 && abs(none.upper - 0.0369935) < 1e-6)
    }

    /// How often intervals for problems with four samples each hold the true share: about 95%.
    @Test func intervalsHoldTheTruthAsOftenAsTheySay() {
        var hits = (ratio: 0, single: 0)
        for trial in 0..<250 {
            var random = RandomKey(seed: 77, purpose: .script, episode: trial).stream()
            // Problems differ: each has a rate of its own, uniform in 0...0.6, so 0.3 is the truth.
            let rates = (0..<80).map { _ in 0.6 * random.uniform() }
            let four = rates.map { rate in
                Bootstrap.Term(Double((0..<4).count { _ in random.uniform() < rate }), of: 4)
            }
            let one = rates.map { Bootstrap.Term(random.uniform() < $0 ? 1 : 0) }
            let bootstrap = Bootstrap(count: 80, resamples: 200, seed: UInt64(trial))
            if let estimate = bootstrap.share(four), (estimate.lower...estimate.upper).contains(0.3) {
                hits.ratio += 1
            }
            if let estimate = bootstrap.share(one), (estimate.lower...estimate.upper).contains(0.3) {
                hits.single += 1
            }
        }
        #expect((0.91...0.98).contains(Double(hits.ratio) / 250))
        #expect((0.92...0.985).contains(Double(hits.single) / 250))
    }

    @Test func sharesOfNoneAndAllKeepAnInterval() {
        let bootstrap = Bootstrap(count: 50, seed: 1)
        let none = bootstrap.share(Array(repeating: .init(0, of: 3), count: 50))
        #expect(none?.value == 0 && none?.lower == 0 && (none?.upper ?? 0) > 0.05)
        let all = bootstrap.share(Array(repeating: .init(3, of: 3), count: 50))
        #expect(all?.value == 1 && all?.upper == 1 && (all?.lower ?? 1) < 0.95)
        #expect(bootstrap.share(Array(repeating: .init(0, of: 0), count: 50)) == nil)
    }

    @Test func drawsAreFunctionsOfTheSeed() {
        let terms = (0..<30).map { Bootstrap.Term(Double($0), of: 2) }
        #expect(Bootstrap(count: 30, seed: 1).mean(terms) == Bootstrap(count: 30, seed: 1).mean(terms))
        #expect(Bootstrap(count: 30, seed: 1).mean(terms) != Bootstrap(count: 30, seed: 2).mean(terms))
    }
}
