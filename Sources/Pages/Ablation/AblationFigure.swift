package import Statistics
import Rendering

extension AblationTable {
    /// The table as a picture (SVG): learning curves of the arms, where there are any, over the differences to the reference. Nil where there
    /// is neither.
    ///
    /// - Parameters:
    ///   - curves: of the arms, by name; the band is the 95% interval of t over seeds.
    ///   - metric: what they show.
    ///   - step: what their steps count.
    package func figure(curves: [LearningCurve] = [], metric: String = "", step: String = "step") -> String? {
        var panels: [any SVGFigure.Panel] = []
        let drawn = curves.filter { $0.runs.contains { !$0.steps.isEmpty } }
        if !drawn.isEmpty {
            let counts = Set(drawn.map(\.runs.count)), seeds = counts.count == 1 ? "\(drawn[0].runs.count) " : ""
            panels.append(
                CurvesPanel(
                    title: "Learning curves: \(metric)"
                        + (counts == [1] ? "" : ", mean over \(seeds)seeds, 95% interval"),
                    xLabel: step, yLabel: metric, arms: drawn.map(Self.arm)))
        }
        let others = rows.compactMap(\.difference)
        if !others.isEmpty {
            let margin = margin.map { "; shaded: \(AblationTexts.margin($0))" } ?? ""
            panels.append(
                ForestPanel(
                    title: "Difference to \(reference)",
                    xLabel: "difference in the share of problems solved, 95% interval\(margin)",
                    remarksTitle: "difference, Holm p",
                    rows: rows.map { row in
                        guard let difference = row.difference else {
                            return .init(
                                name: row.rate.name, interval: nil,
                                remark: "solves \(AblationTexts.share(row.rate.estimate.value))")
                        }
                        let estimate = difference.estimate
                        let holm = row.holmP.map { ", p \(AblationTexts.p($0).replacing("<", with: "< "))" } ?? ""
                        return .init(
                            name: row.rate.name,
                            interval: .init(value: estimate.value, lower: estimate.lower, upper: estimate.upper),
                            remark: AblationTexts.signed(estimate.value) + holm)
                    }, margin: self.margin))
        }
        return panels.isEmpty ? nil : SVGFigure.render(panels, names: rows.map(\.rate.name))
    }

    private static func arm(_ curve: LearningCurve) -> CurvesPanel.Arm {
        CurvesPanel.Arm(
            name: curve.name,
            mean: curve.points.map {
                .init(x: $0.step, y: $0.mean, lower: $0.interval?.lower, upper: $0.interval?.upper)
            },
            runs: curve.runs.map { run in zip(run.steps, run.values).map { .init(x: $0, y: $1) } })
    }
}
