import Rendering
import Testing

/// Panels of curves and differences.
@Suite struct FigureTests {
    private func arm(_ name: String, _ y: [Double], reach: Double? = 0.1) -> CurvesPanel.Arm {
        let points = y.enumerated().map { place, y in
            CurvesPanel.MeanPoint(x: Double(place), y: y, lower: reach.map { y - $0 }, upper: reach.map { y + $0 })
        }
        let run = points.map { CurvesPanel.Point(x: $0.x, y: $0.y) }
        return CurvesPanel.Arm(name: name, mean: points, runs: [run, run])
    }

    private func svg(_ arms: [CurvesPanel.Arm]) -> String {
        SVGFigure.render(
            [CurvesPanel(title: "t", xLabel: "x", yLabel: "y", arms: arms)], names: arms.map(\.name))
    }

    /// Where the names at the ends of the curves stand, from the top.
    private func heights(_ svg: String) -> [Double] {
        svg.split(separator: "\n").filter { $0.contains("style=\"fill: #") && $0.hasPrefix("<text") }.compactMap {
            $0.split(separator: " y=\"").last?.split(separator: "\"").first.flatMap { Double($0) }
        }.sorted()
    }

    /// Curves that end at one place: their names do not cover each other, and stay inside the picture.
    @Test(arguments: [2, 9, 40])
    func namesDoNotOverlap(count: Int) {
        let picture = svg((0..<count).map { arm("arm \($0)", [0.1, 0.5]) })
        let heights = heights(picture)
        #expect(heights.count == count)
        #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 >= 14.9 })
        let height = picture.split(separator: " height=\"")[1].prefix { $0.isNumber }
        #expect(heights[0] > 36 && heights[count - 1] < (Double(height) ?? 0) - 30)
    }

    /// More arms than colours differ in how their lines are broken.
    @Test func armsOfOneColourDiffer() {
        let picture = svg((0..<9).map { arm("arm \($0)", [0.1, 0.5]) })
        #expect(picture.split(separator: "stroke-dasharray").count - 1 == 1)
    }

    /// With two runs the band of t is far wider than the runs: it does not press them flat.
    @Test func aWideBandDoesNotHideTheRuns() {
        let picture = svg([arm("a", [0.2, 0.4], reach: 5)])
        #expect(picture.contains(">0.5<") && !picture.contains(">4<") && !picture.contains(">-4"))
    }

    @Test(
        arguments: [[], [.nan, .infinity], [1e300, -1e300], [.greatestFiniteMagnitude], [0, 0], [1, .nan, 2]]
            as [[Double]])
    func anyNumbersMakeAPicture(_ y: [Double]) {
        let curves = svg([arm("a", y), arm("b", y, reach: nil)])
        #expect(!curves.contains("nan") && !curves.contains("inf"))
        let rows = y.map { ForestPanel.Row(name: "r", interval: .init(value: $0, lower: $0, upper: $0), remark: "") }
        let forest = SVGFigure.render(
            [ForestPanel(title: "t", xLabel: "x", remarksTitle: "", rows: rows)], names: ["r"])
        #expect(!forest.contains("nan") && !forest.contains("inf") && forest.hasSuffix("</svg>\n"))
    }
}
