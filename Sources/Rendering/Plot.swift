/// A figure: what is drawn, apart from how.
package struct Plot: Sendable, Equatable {
    /// How a series is drawn.
    package enum Mark: String, Sendable, CaseIterable { case line, points }

    /// One named series of points.
    package struct Series: Sendable, Equatable {
        package var name: String
        package var x: [Double]
        package var y: [Double]
        package var mark: Mark

        /// A series; `x` and `y` are read together as far as the shorter one goes.
        package init(name: String, x: [Double], y: [Double], mark: Mark = .line) {
            (self.name, self.x, self.y, self.mark) = (name, x, y, mark)
        }

        /// Runs of neighbouring points that can be drawn: a line has a gap where a value is missing.
        var segments: [[(x: Double, y: Double)]] {
            var all: [[(x: Double, y: Double)]] = [[]]
            for (x, y) in zip(x, y) {
                if Self.canDraw(x), Self.canDraw(y) { all[all.count - 1].append((x, y)) } else { all.append([]) }
            }
            return all.filter { !$0.isEmpty }
        }

        /// Finite, and so far from the greatest number that the width of an axis is one too.
        private static func canDraw(_ value: Double) -> Bool { abs(value) <= 1e300 }
    }

    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var series: [Series]

    /// A figure from its parts.
    package init(title: String = "", xLabel: String = "", yLabel: String = "", series: [Series]) {
        (self.title, self.xLabel, self.yLabel, self.series) = (title, xLabel, yLabel, series)
    }

    /// Axes that hold all points that can be drawn.
    var axes: (x: Axis, y: Axis) {
        let points = series.flatMap { $0.segments.flatMap { $0 } }
        return (Axis(covering: points.map(\.x), aboutTicks: 7), Axis(covering: points.map(\.y), aboutTicks: 5))
    }
}
