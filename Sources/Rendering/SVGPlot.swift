/// A figure as an SVG document of its own, readable on a light and on a dark page.
package enum SVGPlot {
    /// After Okabe and Ito (2008), told apart by colour-blind readers too; the light ones darker, so that they show on white.
    private static let colours = [
        "#0072b2", "#c98500", "#009e73", "#d55e00", "#c06a99", "#3a9bd6", "#8c8c00", "#7f7f7f",
    ]

    private static let style = """
        <style>
        svg { background: #ffffff; color: #1f2328; font: 12px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif }
        text { fill: currentColor } .title { font-size: 15px; font-weight: 600 } .tick { fill-opacity: 0.75 }
        .grid { stroke: currentColor; stroke-opacity: 0.12 } .axis { stroke: currentColor; stroke-opacity: 0.55 }
        .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round }
        @media (prefers-color-scheme: dark) { svg { background: #0d1117; color: #e6edf3 } }
        </style>
        """

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

        var body = [style]
        if !plot.title.isEmpty {
            body.append("<text class=\"title\" x=\"\(number(left))\" y=\"28\">\(escape(plot.title))</text>")
        }
        if let legend { body += legend.elements(left: left, top: plot.title.isEmpty ? 16 : 46, colour: colour) }
        body += grid(frame, labels: labels)
        body += names(plot, frame: frame, height: height)
        for (index, series) in plot.series.enumerated() { body += marks(series, colour: colour(index), frame: frame) }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="img" aria-label="\(escape(plot.title))">
            \(body.joined(separator: "\n"))
            </svg>

            """
    }

    private static func grid(_ frame: Frame, labels: [String]) -> [String] {
        var elements: [String] = []
        let (left, right, bottom) = (number(frame.left), number(frame.right), number(frame.bottom))
        for (tick, label) in zip(frame.axes.y.ticks, labels) {
            let y = frame.y(tick)
            elements.append("<path class=\"grid\" d=\"M\(left) \(number(y))H\(right)\"/>")
            elements.append(
                """
                <text class="tick" x="\(number(frame.left - 8))" y="\(number(y + 4))" text-anchor="end">\(label)</text>
                """)
        }
        for tick in frame.axes.x.ticks {
            let x = number(frame.x(tick))
            elements.append("<path class=\"axis\" d=\"M\(x) \(bottom)v5\"/>")
            elements.append(
                """
                <text class="tick" x="\(x)" y="\(number(frame.bottom + 19))" \
                text-anchor="middle">\(frame.axes.x.label(tick))</text>
                """)
        }
        elements.append("<path class=\"axis\" d=\"M\(left) \(bottom)H\(right)\"/>")
        return elements
    }

    private static func names(_ plot: Plot, frame: Frame, height: Int) -> [String] {
        var elements: [String] = []
        if !plot.xLabel.isEmpty {
            let x = number((frame.left + frame.right) / 2)
            elements.append(
                "<text x=\"\(x)\" y=\"\(height - 12)\" text-anchor=\"middle\">\(escape(plot.xLabel))</text>")
        }
        if !plot.yLabel.isEmpty {
            let y = number((frame.top + frame.bottom) / 2)
            elements.append(
                """
                <text transform="translate(18 \(y)) rotate(-90)" text-anchor="middle">\(escape(plot.yLabel))</text>
                """)
        }
        return elements
    }

    private static func marks(_ series: Plot.Series, colour: String, frame: Frame) -> [String] {
        series.segments.flatMap { segment -> [String] in
            // A single point has no line: it is drawn as a dot, or it would be lost.
            guard series.mark == .line, segment.count > 1 else {
                return segment.map { point in
                    let (x, y) = (number(frame.x(point.x)), number(frame.y(point.y)))
                    return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"3\" fill=\"\(colour)\" fill-opacity=\"0.85\"/>"
                }
            }
            let path = segment.map { "\(number(frame.x($0.x))) \(number(frame.y($0.y)))" }.joined(separator: "L")
            return ["<path class=\"line\" stroke=\"\(colour)\" d=\"M\(path)\"/>"]
        }
    }

    private static func colour(_ index: Int) -> String { colours[index % colours.count] }

    /// A coordinate to a hundredth of a pixel.
    static func number(_ value: Double) -> String {
        var text = NumberFormat.fixed(value, places: 2)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    static func escape(_ text: String) -> String {
        TextWidth.printable(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}

/// Where the data lies on the page.
private struct Frame {
    let left: Double, right: Double, top: Double, bottom: Double
    let axes: (x: Axis, y: Axis)

    func x(_ value: Double) -> Double { left + axes.x.share(of: value) * (right - left) }
    func y(_ value: Double) -> Double { bottom - axes.y.share(of: value) * (bottom - top) }
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
                <rect x="\(SVGPlot.number(x))" y="\(SVGPlot.number(y - 3))" width="14" height="4" rx="2" \
                fill="\(colour(index))"/>
                """,
                """
                <text x="\(SVGPlot.number(x + 20))" y="\(SVGPlot.number(y + 3))">\(SVGPlot.escape(entry.name))</text>
                """,
            ]
        }
    }
}
