/// Arms of an ablation beside a reference, paired by seed and problem.
package struct AblationTable: Sendable, Hashable {
    /// An arm.
    package struct Row: Sendable, Hashable {
        package let rate: ArmRate
        /// What it solves more than the reference; nil for the reference.
        package let difference: Difference?
        /// The p value for so many comparisons (Holm).
        package let holmP: Double?
    }

    /// In the order that the arms were given in.
    package let rows: [Row]
    /// The arm that the others are compared with.
    package let reference: String
    /// The largest difference that does not matter.
    package let margin: Double?
    /// Whether runs of the same seed belong together.
    package let pairsSeeds: Bool
    /// The rule by which the checkpoints were chosen, a sentence's end: "the last of each run".
    package let checkpoints: String?

    /// Compares arms with one of them.
    ///
    /// - Parameters:
    ///   - reference: the name of the arm that the others are compared with.
    ///   - margin: the largest difference, either way, that does not matter, between 0 and 1.
    ///   - pairsSeeds: false where the arms do not share seeds by design; runs are then compared by Welch's test.
    ///   - checkpoints: the rule by which the checkpoints were chosen.
    /// - Throws: `NotComparable`, with all that is missing or does not fit.
    package init(
        arms given: [ArmOutcomes], reference: String, margin: Double? = nil, pairsSeeds: Bool = true,
        checkpoints: String? = nil
    ) throws {
        var others = Self.findings(margin)
        let place = given.firstIndex { $0.name == reference }
        if place == nil {
            let names = given.map { "\"\($0.name)\"" }.joined(separator: ", ")
            others.append("the reference \"\(reference)\" is none of the arms \(names)")
        }
        if !pairsSeeds, given.contains(where: { $0.seeds.count > 1 }) {
            others += given.filter { $0.seeds.count == 1 }.map {
                "arm \"\($0.name)\" has one run, and Welch's test needs two at least"
            }
        }
        let arms = try ComparableArms(given, sharesSeeds: pairsSeeds, others: others)
        let differences = given.indices.map { arm in
            arm == place
                ? nil : Difference(arms, arm, place ?? 0, pairsSeeds: pairsSeeds, margin: margin)
        }
        var adjusted = holm(differences.compactMap { $0?.p })[...]
        rows = given.indices.map { arm in
            Row(
                rate: ArmRate(arms, arm), difference: differences[arm],
                holmP: differences[arm] == nil ? nil : adjusted.popFirst())
        }
        (self.reference, self.margin, self.pairsSeeds) = (reference, margin, pairsSeeds)
        self.checkpoints = checkpoints
    }

    /// What is wrong with a margin.
    static func findings(_ margin: Double?) -> [String] {
        guard let margin, !(margin > 0 && margin < 1) else { return [] }
        return ["the margin \(margin) is not between 0 and 1"]
    }

    static let oneRunRemark =
        "One training run each: rates of single runs vary by 2 to 6 points between seeds, so this compares checkpoints, not "
        + "ways of training."

    /// What is to be borne in mind, a sentence each.
    package var remarks: [String] {
        var remarks: [String] = []
        let differences = rows.compactMap(\.difference)
        if rows.allSatisfy({ $0.rate.seeds.count == 1 }) {
            remarks.append(Self.oneRunRemark)
        } else if let difference = differences.first(where: { $0.attainableP > 0.05 }) {
            let attainable = (difference.attainableP * 1000).rounded() / 1000
            remarks.append(
                "With so few seeds no test by signs or ranks of seeds gets below p = \(attainable): smaller p values rest on "
                    + "the assumption that seeds vary as a normal distribution does.")
        }
        remarks += Set(differences.compactMap { $0.problemwise == nil ? nil : Difference.Problemwise.remark }).sorted()
        return remarks
    }

    /// How differences and rates were found, in words; a sentence's end each.
    package var methods: (differences: [String], rates: [String]) {
        func distinct(_ words: [String]) -> [String] {
            words.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }
        return (
            distinct(rows.compactMap { $0.difference?.method.words }), distinct(rows.map(\.rate.method.rawValue))
        )
    }
}
