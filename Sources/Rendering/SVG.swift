/// What figures are made of: colours, text, coordinates, axes.
enum SVG {
    /// After Okabe and Ito (2008), told apart by colour-blind readers too; the light ones darker, so that they show on white.
    private static let colours = [
        "#0072b2", "#c98500", "#009e73", "#d55e00", "#c06a99", "#3a9bd6", "#8c8c00", "#7f7f7f",
    ]

    /// The colour of the series at `index`; they repeat.
    static func colour(_ index: Int) -> String { colours[index % colours.count] }

    /// How the line of the series at `index` is broken: those that have one colour differ in it.
    static func dashes(_ index: Int) -> String {
        let patterns = ["", "6 4", "2 3", "9 3 2 3"]
        let pattern = patterns[index / colours.count % patterns.count]
        return pattern.isEmpty ? "" : "stroke-dasharray=\"\(pattern)\""
    }

    static let style = """
        <style>
        svg { background: #ffffff; color: #1f2328; font: 12px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif }
        text { fill: currentColor } .title { font-size: 15px; font-weight: 600 } .tick { fill-opacity: 0.75 }
        .grid { stroke: currentColor; stroke-opacity: 0.12 } .axis { stroke: currentColor; stroke-opacity: 0.55 }
        .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round }
        @media (prefers-color-scheme: dark) { svg { background: #0d1117; color: #e6edf3 } }
        </style>
        """

    /// A document of `elements`, `width` by `height` pixels, that is called `title`.
    static func document(_ elements: [String], title: String, width: Int, height: Int) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
        viewBox="0 0 \(width) \(height)" role="img" aria-label="\(escape(title))">
        \(elements.joined(separator: "\n"))
        </svg>

        """
    }

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

    /// Lines across the frame at the ticks of y, with their `labels`; the axis of x below.
    static func grid(_ frame: Frame, labels: [String]) -> [String] {
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

    /// The names of the axes, that of x above `bottom`.
    static func names(x xLabel: String, y yLabel: String, frame: Frame, bottom: Double) -> [String] {
        var elements: [String] = []
        if !xLabel.isEmpty {
            let x = number((frame.left + frame.right) / 2)
            elements.append(
                "<text x=\"\(x)\" y=\"\(number(bottom - 12))\" text-anchor=\"middle\">\(escape(xLabel))</text>")
        }
        if !yLabel.isEmpty {
            let y = number((frame.top + frame.bottom) / 2)
            elements.append(
                """
                <text transform="translate(18 \(y)) rotate(-90)" text-anchor="middle">\(escape(yLabel))</text>
                """)
        }
        return elements
    }
}

/// Where the data lies on the page.
struct Frame {
    let left: Double, right: Double, top: Double, bottom: Double
    let axes: (x: Axis, y: Axis)

    func x(_ value: Double) -> Double { left + axes.x.share(of: value) * (right - left) }
    func y(_ value: Double) -> Double { bottom - axes.y.share(of: value) * (bottom - top) }
}
