/// Learning curves of several arms: the mean over runs with a band, and the runs, thin, behind it.
package struct CurvesPanel: SVGFigure.Panel {
    /// A point of a run.
    package struct Point: Sendable, Equatable {
        package var x: Double
        package var y: Double

        /// A point from its parts.
        package init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
    }

    /// A point of a mean, and how far the band reaches there; nil where there is none.
    package struct MeanPoint: Sendable, Equatable {
        package var x: Double
        package var y: Double
        package var lower: Double?
        package var upper: Double?

        /// A point from its parts.
        package init(x: Double, y: Double, lower: Double? = nil, upper: Double? = nil) {
            (self.x, self.y, self.lower, self.upper) = (x, y, lower, upper)
        }

        fileprivate var band: (x: Double, lower: Double, upper: Double)? {
            guard let lower, let upper, abs(lower) <= 1e300, abs(upper) <= 1e300, abs(x) <= 1e300 else { return nil }
            return (x, lower, upper)
        }
    }

    /// An arm.
    package struct Arm: Sendable, Equatable {
        package var name: String
        package var mean: [MeanPoint]
        package var runs: [[Point]]

        /// An arm from its parts, points from left to right.
        package init(name: String, mean: [MeanPoint], runs: [[Point]]) {
            (self.name, self.mean, self.runs) = (name, mean, runs)
        }
    }

    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var arms: [Arm]
    private static let lineHeight = 15.0
    private static let mostNameColumns = 28

    /// A panel from its parts.
    package init(title: String, xLabel: String, yLabel: String, arms: [Arm]) {
        (self.title, self.xLabel, self.yLabel, self.arms) = (title, xLabel, yLabel, arms)
    }

    package var height: Double { max(340, Double(arms.count) * Self.lineHeight + 80) }

    package func elements(top: Double, width: Double, colour: (String) -> Int) -> [String] {
        let axes = axes
        let labels = axes.y.ticks.map(axes.y.label)
        let names = arms.map { TextWidth.fit($0.name, to: Self.mostNameColumns) }
        let room = (names.map(SVGFigure.width).max() ?? 0) + 42
        let left = 48.0 + 7 * Double(labels.map(\.count).max() ?? 0)
        let frame = Frame(
            left: left, right: max(left + 100, width - room), top: top + 8, bottom: top + height - 54, axes: axes)
        var elements = SVG.grid(frame, labels: labels)
        elements += SVG.names(x: xLabel, y: yLabel, frame: frame, bottom: top + height)
        let clip = "curves\(Int(top))"
        elements.append(
            """
            <clipPath id="\(clip)"><rect x="\(SVG.number(frame.left))" y="\(SVG.number(frame.top))" \
            width="\(SVG.number(frame.right - frame.left))" height="\(SVG.number(frame.bottom - frame.top))"/></clipPath>
            <g clip-path="url(#\(clip))">
            """)
        for arm in arms { elements += bands(arm, colour(arm.name), frame) }
        for arm in arms { elements += runs(arm, colour(arm.name), frame) }
        for arm in arms { elements += means(arm, colour(arm.name), frame) }
        elements.append("</g>")
        return elements + ends(names, frame, colour)
    }

    /// Axes that hold all runs and means, and of the bands as much as leaves room for these: with two runs they go far.
    private var axes: (x: Axis, y: Axis) {
        let points = arms.flatMap { $0.runs.joined() + $0.mean.map { Point(x: $0.x, y: $0.y) } }.filter(Self.canDraw)
        let ys = points.map(\.y), bands = arms.flatMap { $0.mean.compactMap(\.band) }
        let (least, greatest) = (ys.min() ?? 0, ys.max() ?? 1)
        let beyond = (greatest - least) * 0.35
        let lower = max(bands.map(\.lower).min() ?? least, least - beyond)
        let upper = min(bands.map(\.upper).max() ?? greatest, greatest + beyond)
        return (
            Axis(covering: points.map(\.x), aboutTicks: 7), Axis(covering: ys + [lower, upper], aboutTicks: 6)
        )
    }

    private static func canDraw(_ point: Point) -> Bool { abs(point.x) <= 1e300 && abs(point.y) <= 1e300 }

    private func bands(_ arm: Arm, _ colour: Int, _ frame: Frame) -> [String] {
        let band = arm.mean.compactMap(\.band)
        guard band.count > 1 else { return [] }
        let edge = band.map { ($0.x, $0.upper) } + band.reversed().map { ($0.x, $0.lower) }
        // Numbers far outside would not be drawn by all viewers.
        let limit = (frame.axes.y.high - frame.axes.y.low)
        let path = edge.map { x, y in
            let y = min(max(y, frame.axes.y.low - limit), frame.axes.y.high + limit)
            return "\(SVG.number(frame.x(x))) \(SVG.number(frame.y(y)))"
        }
        return [
            "<path fill=\"\(SVG.colour(colour))\" fill-opacity=\"0.14\" stroke=\"none\" d=\"M\(path.joined(separator: "L"))Z\"/>"
        ]
    }

    private func runs(_ arm: Arm, _ colour: Int, _ frame: Frame) -> [String] {
        arm.runs.count < 2
            ? [] : arm.runs.flatMap { line($0, colour, frame, "stroke-width=\"1\" stroke-opacity=\"0.4\"", style: "") }
    }

    private func means(_ arm: Arm, _ colour: Int, _ frame: Frame) -> [String] {
        line(
            arm.mean.map { Point(x: $0.x, y: $0.y) }, colour, frame, SVG.dashes(colour),
            style: " style=\"stroke-width: 2.4\"")
    }

    private func line(_ points: [Point], _ colour: Int, _ frame: Frame, _ attributes: String, style: String) -> [String]
    {
        points.split { !Self.canDraw($0) }.map { segment in
            let places = segment.map { (SVG.number(frame.x($0.x)), SVG.number(frame.y($0.y))) }
            // A single point has no line: it is drawn as a dot, or it would be lost.
            guard places.count > 1 else {
                return "<circle cx=\"\(places[0].0)\" cy=\"\(places[0].1)\" r=\"3.5\" fill=\"\(SVG.colour(colour))\"/>"
            }
            let path = places.map { "\($0.0) \($0.1)" }.joined(separator: "L")
            return """
                <path fill="none" stroke="\(SVG.colour(colour))" stroke-linejoin="round" \(attributes)\(style) d="M\(path)"/>
                """
        }
    }

    /// The names at the ends of their curves, moved apart where curves end near each other.
    private func ends(_ names: [String], _ frame: Frame, _ colour: (String) -> Int) -> [String] {
        let ends = arms.indices.compactMap { place -> (place: Int, x: Double, y: Double)? in
            guard let last = arms[place].mean.last(where: { Self.canDraw(Point(x: $0.x, y: $0.y)) }) else { return nil }
            return (place, frame.x(last.x), frame.y(last.y))
        }.sorted { ($0.y, $0.place) < ($1.y, $1.place) }
        let heights = Self.apart(ends.map(\.y), by: Self.lineHeight, from: frame.top + 4, to: frame.bottom - 4)
        return zip(ends, heights).flatMap { end, height -> [String] in
            let index = colour(arms[end.place].name)
            let (from, to) = (SVG.number(end.x + 2), SVG.number(frame.right + 14))
            return [
                """
                <path fill="none" stroke="\(SVG.colour(index))" stroke-opacity="0.6" \
                d="M\(from) \(SVG.number(end.y))L\(SVG.number(frame.right + 4)) \(SVG.number(height))H\(to)"/>
                """,
                """
                <text x="\(SVG.number(frame.right + 18))" y="\(SVG.number(height + 4))" \
                style="fill: \(SVG.colour(index))">\(SVG.escape(names[end.place]))</text>
                """,
            ]
        }
    }

    /// `places`, in increasing order, moved as little as it takes for a `distance` between neighbours within `low...high`.
    static func apart(_ places: [Double], by distance: Double, from low: Double, to high: Double) -> [Double] {
        var places = places
        var least = low
        for index in places.indices {
            places[index] = max(places[index], least)
            least = places[index] + distance
        }
        var most = max(high, low + distance * Double(max(0, places.count - 1)))
        for index in places.indices.reversed() {
            places[index] = min(places[index], most)
            most = places[index] - distance
        }
        return places
    }
}
