/// A figure as an SVG document of its own, readable on a light and on a dark page.
package enum SVGPlot {
    /// The document, `width` by `height` pixels.
    package static func render(_ plot: Plot, width: Int = 720, height: Int = 420) -> String {
        let axes = plot.axes
        let labels = axes.y.ticks.map(axes.y.label)
        let legend =
            plot.series.filter { !$0.name.isEmpty }.count > 1 ? Legend(plot.series.map(\.name), width: width) : nil
        let left = 30.0 + 7 * Double(labels.map(\.count).max() ?? 0) + (plot.yLabel.isEmpty ? 0 : 18)
        let frame = Frame(
            left: left, right: Double(width) - 20,
            top: (plot.title.isEmpty ? 16 : 44) + Double(legend?.rows ?? 0) * 20,
            bottom: Double(height) - (plot.xLabel.isEmpty ? 34 : 54), axes: axes)

        var body = [SVG.style]
        if !plot.title.isEmpty {
            body.append("<text class=\"title\" x=\"\(SVG.number(left))\" y=\"28\">\(SVG.escape(plot.title))</text>")
        }
        if let legend { body += legend.elements(left: left, top: plot.title.isEmpty ? 16 : 46, colour: SVG.colour) }
        body += SVG.grid(frame, labels: labels)
        body += SVG.names(x: plot.xLabel, y: plot.yLabel, frame: frame, bottom: Double(height))
        for (index, series) in plot.series.enumerated() {
            body += marks(series, colour: SVG.colour(index), frame: frame)
        }
        return SVG.document(body, title: plot.title, width: width, height: height)
    }

    private static func marks(_ series: Plot.Series, colour: String, frame: Frame) -> [String] {
        series.segments.flatMap { segment -> [String] in
            // A single point has no line: it is drawn as a dot, or it would be lost.
            guard series.mark == .line, segment.count > 1 else {
                return segment.map { point in
                    let (x, y) = (SVG.number(frame.x(point.x)), SVG.number(frame.y(point.y)))
                    return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"3\" fill=\"\(colour)\" fill-opacity=\"0.85\"/>"
                }
            }
            let path = segment.map { "\(SVG.number(frame.x($0.x))) \(SVG.number(frame.y($0.y)))" }.joined(
                separator: "L")
            return ["<path class=\"line\" stroke=\"\(colour)\" d=\"M\(path)\"/>"]
        }
    }
}

/// The names of the series above the data, in as many rows as they need.
private struct Legend {
    let entries: [(name: String, x: Double, row: Int)]
    var rows: Int { (entries.last?.row ?? -1) + 1 }

    init(_ names: [String], width: Int) {
        var (x, row) = (0.0, 0)
        entries = names.map { name in
            let needed = 40 + 6.8 * Double(TextWidth.columns(name))
            if x > 0, x + needed > Double(width) - 80 { (x, row) = (0, row + 1) }
            defer { x += needed }
            return (name, x, row)
        }
    }

    func elements(left: Double, top: Double, colour: (Int) -> String) -> [String] {
        entries.enumerated().flatMap { index, entry in
            let (x, y) = (left + entry.x, top + Double(entry.row) * 20)
            return [
                """
                <rect x="\(SVG.number(x))" y="\(SVG.number(y - 3))" width="14" height="4" rx="2" \
                fill="\(colour(index))"/>
                """,
                """
                <text x="\(SVG.number(x + 20))" y="\(SVG.number(y + 3))">\(SVG.escape(entry.name))</text>
                """,
            ]
        }
    }
}
