/// Two checkpoints on the same problems, one evaluation each: whether the first solves more than the second.
package struct Comparison: Sendable, Hashable {
    package let first: ArmRate
    package let second: ArmRate
    /// What the first solves more.
    package let difference: Difference

    /// Compares two evaluations. One sample a problem, each problem for itself: McNemar's exact test and Tango's interval; else t over
    /// clusters of problems.
    ///
    /// - Parameter margin: the largest difference that does not matter, for the tests of equivalence.
    /// - Throws: `NotComparable`.
    package init(
        _ first: SeedOutcomes, named firstName: String, _ second: SeedOutcomes, named secondName: String,
        margin: Double? = nil
    ) throws {
        // The same evaluation under one name is no error: its difference is 0.
        let isSame = firstName == secondName
        let pair = [
            ArmOutcomes(name: isSame ? firstName + " (first)" : firstName, seeds: [first]),
            ArmOutcomes(name: isSame ? secondName + " (second)" : secondName, seeds: [second]),
        ]
        let arms = try ComparableArms(pair, sharesSeeds: false, others: AblationTable.findings(margin))
        self.first = ArmRate(arms, 0)
        self.second = ArmRate(arms, 1)
        difference = Difference(arms, 0, 1, pairsSeeds: false, margin: margin)
    }

    /// What is to be borne in mind.
    package var remarks: [String] {
        [AblationTable.oneRunRemark] + (difference.problemwise == nil ? [] : [Difference.Problemwise.remark])
    }
}
