import Rollouts
import Statistics
import Testing

/// McNemar's test and Tango's interval.
@Suite struct PairedBinaryTests {
    private let golden: GoldenStatistics
    init() throws { golden = try GoldenStatistics.all.get() }

    @Test func theExactTestIsStatsmodels() {
        for row in golden.binary {
            let pair = PairedBinary(onlyFirst: row.b, onlySecond: row.c, count: row.n)
            #expect(isNear(pair.p, row.p), "\(row)")
        }
    }

    /// The closed form against the likelihood maximised by numbers.
    @Test func tangosIntervalIsItsDefinitions() {
        for row in golden.binary {
            let pair = PairedBinary(onlyFirst: row.b, onlySecond: row.c, count: row.n)
            for (bounds, expected) in [
                (pair.bounds(confidence: 0.95), row.interval95), (pair.bounds(confidence: 0.9), row.interval90),
            ] {
                #expect(abs(bounds.lower - expected[0]) < 1e-7 && abs(bounds.upper - expected[1]) < 1e-7, "\(row)")
            }
            #expect(isNear(pair.p(above: -0.05), row.above, 1e-5) && isNear(pair.p(below: 0.05), row.below, 1e-5))
        }
    }

    @Test func theEndsOfWhatIsPossibleHold() {
        let all = PairedBinary(onlyFirst: 8, onlySecond: 0, count: 8).bounds(confidence: 0.95)
        #expect(all.upper == 1 && all.lower > 0.3 && all.lower < 0.9)
        let none = PairedBinary(onlyFirst: 0, onlySecond: 8, count: 8).bounds(confidence: 0.95)
        #expect(none.lower == -1 && abs(none.upper + all.lower) < 1e-12)
        #expect(PairedBinary(onlyFirst: 0, onlySecond: 0, count: 9).p == 1)
    }

    /// The detectable difference is found in about 80% of draws.
    @Test(arguments: [(200, 0.2), (300, 0.05), (300, 0.0)])
    func theDetectableDifferenceIsDetected(count: Int, discordant: Double) {
        let seen = Int(discordant * Double(count)) / 2
        let difference = PairedBinary(onlyFirst: seen, onlySecond: seen, count: count).detectable(power: 0.8)
        let (first, both) = ((max(discordant, difference) + difference) / 2, max(discordant, difference))
        let found = (0..<2000).count { draw in
            var random = RandomKey(seed: 31, purpose: .script, episode: draw).stream()
            var (b, c) = (0, 0)
            for _ in 0..<count {
                let place = random.uniform()
                if place < first { b += 1 } else if place < both { c += 1 }
            }
            return PairedBinary(onlyFirst: b, onlySecond: c, count: count).p < 0.05
        }
        #expect((0.72...0.85).contains(Double(found) / 2000), "\(found) of 2000 at \(difference)")
    }

    @Test func equivalenceIsTheNinetyPercentIntervalInsideTheMargin() {
        let pair = PairedBinary(onlyFirst: 12, onlySecond: 10, count: 400)
        let near = Equivalence(pair, margin: 0.05), nearer = Equivalence(pair, margin: 0.01)
        #expect(near.verdict == .within && near.p < 0.05 && near.lower > -0.05 && near.upper < 0.05)
        #expect(nearer.verdict == .undecided && nearer.p > 0.05)
        let far = Equivalence(PairedBinary(onlyFirst: 90, onlySecond: 10, count: 400), margin: 0.05)
        #expect(far.verdict == .beyond && far.p > 0.99)
    }
}
