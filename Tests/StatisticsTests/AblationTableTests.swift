import Statistics
import Testing

/// Tables against regressions of statsmodels on the same data, and what they tell.
@Suite struct AblationTableTests {
    private let golden: GoldenStatistics
    init() throws { golden = try GoldenStatistics.all.get() }

    private func arms(_ table: GoldenStatistics.Table) -> [ArmOutcomes] {
        table.solved.enumerated().map { arm, runs in
            ArmOutcomes(
                name: "arm \(arm)",
                seeds: runs.enumerated().map { seed, solved in
                    SeedOutcomes(
                        seed: UInt64(seed),
                        problems: zip(solved, table.clusters).enumerated().map { place, outcome in
                            ProblemOutcome(
                                problem: "problem \(place)", cluster: "cluster \(outcome.1)", solved: outcome.0,
                                samples: table.samples)
                        })
                })
        }
    }

    @Test func ratesAreStatsmodels() throws {
        for data in golden.tables {
            let table = try AblationTable(arms: arms(data), reference: "arm 0")
            for (row, expected) in zip(table.rows, data.rates) {
                let estimate = row.rate.estimate
                #expect(isNear(estimate.value, expected.mean), "\(data.name)")
                #expect(
                    isNear(estimate.lower, expected.interval95[0]) && isNear(estimate.upper, expected.interval95[1]),
                    "\(data.name)")
                #expect(
                    row.rate.problems == data.clusters.count && row.rate.samples == data.samples
                        && row.rate.clusters == Set(data.clusters).count && row.rate.seeds.count == data.solved[0].count
                )
            }
        }
    }

    @Test func differencesAreStatsmodels() throws {
        for data in golden.tables {
            let table = try AblationTable(arms: arms(data), reference: "arm 0", margin: data.margin)
            #expect(table.rows[0].difference == nil && table.rows[0].holmP == nil)
            for (row, expected) in zip(table.rows.dropFirst(), data.differences) {
                let difference = try #require(row.difference), test = try #require(difference.equivalence)
                #expect(isNear(difference.estimate.value, expected.mean), "\(data.name)")
                #expect(isNear(difference.estimate.lower, expected.interval95[0]), "\(data.name)")
                #expect(isNear(difference.estimate.upper, expected.interval95[1]), "\(data.name)")
                #expect(isNear(difference.p, expected.p), "\(data.name)")
                #expect(try isNear(#require(row.holmP), expected.holm), "\(data.name)")
                #expect(isNear(difference.detectable, expected.detectable, 1e-6), "\(data.name)")
                #expect(
                    isNear(test.p, expected.equivalence) && isNear(test.lower, expected.interval90[0])
                        && isNear(test.upper, expected.interval90[1]), "\(data.name)")
                #expect([difference.tally.won, difference.tally.lost] == expected.tally, "\(data.name)")
            }
        }
    }

    @Test func armsThatShareNoSeedsAreComparedByWelch() throws {
        for data in golden.tables {
            guard let welch = data.welch else { continue }
            var arms = arms(data)
            for arm in arms.indices {
                for run in arms[arm].seeds.indices { arms[arm].seeds[run].seed += UInt64(100 * arm) }
            }
            let table = try AblationTable(arms: arms, reference: "arm 0", margin: data.margin, pairsSeeds: false)
            for (row, expected) in zip(table.rows.dropFirst(), welch) {
                let difference = try #require(row.difference)
                guard case .welch(let freedom) = difference.method else {
                    Issue.record("\(difference.method)")
                    continue
                }
                #expect(isNear(freedom, expected.df) && isNear(difference.p, expected.p))
                #expect(isNear(difference.estimate.lower, expected.interval95[0]))
                #expect(isNear(difference.estimate.upper, expected.interval95[1]))
                #expect(try isNear(#require(difference.equivalence).p, expected.equivalence))
                let seeds = data.solved[0].count
                #expect(difference.attainableP == AttainableP.unpaired(seeds, seeds))
            }
        }
    }

    /// Arms, seeds and problems in another order: the same rows, to the bit.
    @Test func theOrderOfWhatIsGivenDoesNotMatter() throws {
        let data = golden.tables[1]
        let table = try AblationTable(arms: arms(data), reference: "arm 0", margin: 0.05)
        var turned = Array(arms(data).reversed())
        for arm in turned.indices {
            turned[arm].seeds.reverse()
            for run in turned[arm].seeds.indices { turned[arm].seeds[run].problems.reverse() }
        }
        let other = try AblationTable(arms: turned, reference: "arm 0", margin: 0.05)
        #expect(other.rows.reversed().elementsEqual(table.rows))
    }

    @Test func aTableSaysWhatIsToBeBorneInMind() throws {
        let three = try AblationTable(arms: arms(golden.tables[0]), reference: "arm 0")
        #expect(three.remarks.count == 1 && three.remarks[0].contains("below p = 0.25"))
        let one = try AblationTable(arms: arms(golden.tables[2]), reference: "arm 0")
        #expect(one.remarks.count == 1 && one.remarks[0].contains("2 to 6 points"))
        let six = try AblationTable(arms: arms(golden.tables[4]), reference: "arm 0")
        #expect(six.remarks.isEmpty && six.rows[1].difference?.attainableP == 0.03125)
    }

    /// Rates of seeds for themselves: one arm is a table too.
    @Test func oneArmHasItsSeedsVariance() throws {
        let table = try AblationTable(arms: [arms(golden.tables[0])[0]], reference: "arm 0")
        let rate = table.rows[0].rate
        #expect(rate.seedRates.count == 3 && rate.deviation == Spread(rate.seedRates).deviation)
        #expect(abs(Spread(rate.seedRates).mean - rate.estimate.value) < 1e-12 && table.rows[0].difference == nil)
    }

    /// Every cluster gave the same: no interval of no width, no p value of 0.
    @Test func whatDoesNotVaryIsNotCertain() throws {
        func arm(_ name: String, _ solved: Int, seeds: Int = 3) -> ArmOutcomes {
            let problems = (0..<10).map {
                ProblemOutcome(problem: "\($0)", cluster: "\($0)", solved: solved, samples: 2)
            }
            return ArmOutcomes(
                name: name, seeds: (0..<seeds).map { SeedOutcomes(seed: UInt64($0), problems: problems) })
        }
        for seeds in [1, 3] {
            let given = [arm("none", 0, seeds: seeds), arm("all", 2, seeds: seeds), arm("none too", 0, seeds: seeds)]
            let table = try AblationTable(arms: given, reference: "none", margin: 0.1)
            let (all, none) = (try #require(table.rows[1].difference), try #require(table.rows[2].difference))
            #expect(all.method == .constant && all.estimate.value == 1 && all.estimate.upper == 1)
            #expect(all.estimate.lower < 0.9 && isNear(all.p, 2.0 / 1024) && all.tally.won == 10)
            #expect(none.estimate.lower < -0.2 && none.estimate.upper > 0.2 && none.p == 1 && none.tally.tied == 10)
            #expect(none.equivalence?.verdict == .undecided)
            #expect(table.rows[0].rate.method == .constant && table.rows[0].rate.estimate.upper > 0.2)
        }
    }
}
