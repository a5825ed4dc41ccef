import Foundation
import Rendering
import TestSupport
import Testing

@Suite struct PlotTests {
    static let curves: Plot = {
        let x = (1...120).map(Double.init)
        return Plot(
            title: "Solve rate <held out>", xLabel: "update", yLabel: "solve rate, 1@3",
            series: [
                .init(name: "execution feedback", x: x, y: x.map { 0.68 - 0.45 * exp(-$0 / 30) }),
                .init(name: "random feedback", x: x, y: x.map { $0 == 60 ? .nan : 0.4 - 0.17 * exp(-$0 / 40) }),
                .init(name: "evaluations", x: [1, 40, 80, 120], y: [0.22, 0.52, 0.61, 0.66], mark: .points),
            ])
    }()

    @Test func terminal() {
        let lines = TerminalPlot.lines(Self.curves, width: 72, height: 12)
        #expect(Snapshots.difference(lines.joined(separator: "\n") + "\n", "terminal-plot.txt") == nil)
        #expect(lines.allSatisfy { TextWidth.columns($0) <= 72 })
    }

    @Test func svg() throws {
        let text = SVGPlot.render(Self.curves)
        #expect(Snapshots.difference(text, "plot.svg") == nil)
        #expect(text.contains("Solve rate &lt;held out&gt;"))
        // The missing value is a gap: one series is drawn as two lines.
        #expect(text.components(separatedBy: "class=\"line\"").count - 1 == 3)
        #expect(text.components(separatedBy: "<circle").count - 1 == 4)
    }

    @Test(
        arguments: [
            [], [5], [0, 0], [1e-9, 2e-9], [-1e300, 1e300], [.nan, .infinity], [1_000_000, 1_000_001], [-3, -3, -3],
            [-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude],
            [.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude],
        ] as [[Double]])
    func anyNumbersMakeAPlot(_ y: [Double]) throws {
        let plot = Plot(series: [.init(name: "s", x: y.indices.map(Double.init), y: y)])
        let text = SVGPlot.render(plot)
        #expect(!text.contains("nan") && !text.contains("inf"))
        #expect(TerminalPlot.lines(plot, width: 40).count > 5)
    }
}
