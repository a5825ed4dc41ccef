import Rendering
import Statistics

/// The numbers of comparisons as people read them.
enum AblationTexts {
    /// A share or a difference of two, to a thousandth.
    static func share(_ value: Double) -> String { NumberFormat.fixed(value, places: 3) }

    /// With its sign.
    static func signed(_ value: Double) -> String {
        let text = share(value)
        return text.hasPrefix("-") || text == "0.000" ? text : "+" + text
    }

    /// `0.512 [0.470, 0.554]`.
    static func interval(_ estimate: Estimate) -> String { "[\(share(estimate.lower)), \(share(estimate.upper))]" }

    /// The ends of a difference's interval, with their signs.
    static func signedInterval(_ estimate: Estimate) -> String {
        "[\(signed(estimate.lower)), \(signed(estimate.upper))]"
    }

    /// To a thousandth, and of less only that it is.
    static func p(_ value: Double) -> String { value < 0.001 ? "<0.001" : share(value) }

    /// `> 1` where no difference would be found.
    static func detectable(_ value: Double) -> String { value > 1 ? ">1" : share(value) }

    static func tally(_ tally: ProblemTally) -> String { "\(tally.won)/\(tally.lost)/\(tally.tied)" }

    /// `within, p 0.012`.
    static func equivalence(_ equivalence: Equivalence) -> String {
        "\(equivalence.verdict.rawValue), p \(p(equivalence.p))"
    }

    static func margin(_ value: Double) -> String { "±" + NumberFormat.short(value) }
}

extension AblationTable {
    /// A cell of the table that papers and pages hold: what it says, in parts that a format may mark.
    struct TextRow {
        let name: String
        let isReference: Bool
        let cells: [String]
    }

    /// The columns after the arm's name.
    var textColumns: [String] {
        ["n", "G", "S", "k", "solved", "95% interval"]
            + (rows.contains { $0.rate.deviation != nil } ? ["SD of seeds"] : [])
            + ["difference", "95% interval", "p", "attainable p", "Holm p", "MDE", "won/lost/tied"]
            + (margin.map { ["within \(AblationTexts.margin($0))?"] } ?? [])
    }

    /// The rows with the texts of these columns; empty where there is nothing to say.
    var textRows: [TextRow] {
        let hasDeviation = rows.contains { $0.rate.deviation != nil }
        return rows.map { row in
            let rate = row.rate
            var cells = [rate.problems, rate.clusters, rate.seeds.count, rate.samples].map(String.init)
            cells += [AblationTexts.share(rate.estimate.value), AblationTexts.interval(rate.estimate)]
            if hasDeviation { cells.append(rate.deviation.map(AblationTexts.share) ?? "") }
            if let difference = row.difference {
                cells += [
                    AblationTexts.signed(difference.estimate.value), AblationTexts.signedInterval(difference.estimate),
                    AblationTexts.p(difference.p), AblationTexts.p(difference.attainableP),
                    row.holmP.map(AblationTexts.p) ?? "", AblationTexts.detectable(difference.detectable),
                    AblationTexts.tally(difference.tally),
                ]
                cells += difference.equivalence.map { [AblationTexts.equivalence($0)] } ?? []
            } else {
                cells += Array(repeating: "", count: textColumns.count - cells.count)
            }
            return TextRow(name: rate.name, isReference: rate.name == reference, cells: cells)
        }
    }

    /// What must stand beside the table for it to be understood, a sentence each.
    var explanation: [String] {
        let methods = methods
        var sentences = [
            "n problems in G clusters, S training runs an arm, k samples of each problem in each run."
        ]
        if !methods.rates.isEmpty {
            sentences.append("Intervals of rates: \(methods.rates.joined(separator: "; ")).")
        }
        if !methods.differences.isEmpty {
            sentences.append(
                "Differences are to \"\(reference)\"; interval and p: \(methods.differences.joined(separator: "; ")).")
            sentences.append(
                "Attainable p: the smallest that signs or ranks of so few could give. Holm p: p for all arms of the table "
                    + "together. MDE: the smallest difference found with 80% power. Won, lost, tied: problems.")
        }
        if let margin {
            sentences.append(
                "Within \(AblationTexts.margin(margin))? Two one-sided tests: whether the 90% interval lies inside that margin."
            )
        }
        sentences.append(
            checkpoints.map { "Checkpoints: \($0)." }
                ?? "The rule by which checkpoints were chosen is not recorded here.")
        return sentences + remarks
    }
}
