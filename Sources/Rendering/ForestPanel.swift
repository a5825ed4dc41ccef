/// Differences to a reference with their intervals, a line each, beside the line of no difference.
package struct ForestPanel: SVGFigure.Panel {
    /// A difference with its interval.
    package struct Interval: Sendable, Equatable {
        package var value: Double
        package var lower: Double
        package var upper: Double

        /// An interval from its parts.
        package init(value: Double, lower: Double, upper: Double) {
            (self.value, self.lower, self.upper) = (value, lower, upper)
        }
    }

    /// A line.
    package struct Row: Sendable, Equatable {
        package var name: String
        /// Nil for the reference itself.
        package var interval: Interval?
        /// What stands at the end of the line.
        package var remark: String

        /// A row from its parts.
        package init(name: String, interval: Interval?, remark: String) {
            (self.name, self.interval, self.remark) = (name, interval, remark)
        }
    }

    package var title: String
    package var xLabel: String
    /// What stands over the remarks.
    package var remarksTitle: String
    package var rows: [Row]
    /// The largest difference that does not matter: a band around zero.
    package var margin: Double?
    private static let rowHeight = 26.0
    private static let mostNameColumns = 32

    /// A panel from its parts.
    package init(title: String, xLabel: String, remarksTitle: String, rows: [Row], margin: Double? = nil) {
        (self.title, self.xLabel, self.remarksTitle, self.rows) = (title, xLabel, remarksTitle, rows)
        self.margin = margin
    }

    package var height: Double { Double(rows.count) * Self.rowHeight + 92 }

    package func elements(top: Double, width: Double, colour: (String) -> Int) -> [String] {
        let names = rows.map { TextWidth.fit($0.name, to: Self.mostNameColumns) }
        let left = 32 + (names.map(SVGFigure.width).max() ?? 0)
        let remarks = (rows.map(\.remark) + [remarksTitle]).map(SVGFigure.width).max() ?? 0
        let frame = Frame(
            left: left, right: max(left + 100, width - remarks - 28), top: top + 22, bottom: top + height - 58,
            axes: (axis, axis))
        var elements = ground(frame)
        elements.append(
            """
            <text class="tick" x="\(SVG.number(frame.right + 16))" y="\(SVG.number(top + 12))">\(SVG.escape(remarksTitle))</text>
            """)
        for (place, row) in rows.enumerated() {
            let y = frame.top + (Double(place) + 0.5) * Self.rowHeight + 2
            elements += [
                "<text x=\"16\" y=\"\(SVG.number(y + 4))\">\(SVG.escape(names[place]))</text>",
                """
                <text x="\(SVG.number(frame.right + 16))" y="\(SVG.number(y + 4))" \
                style="font-variant-numeric: tabular-nums">\(SVG.escape(row.remark))</text>
                """,
            ]
            elements += mark(row, y, SVG.colour(colour(row.name)), frame)
        }
        elements.append(
            """
            <text x="\(SVG.number((frame.left + frame.right) / 2))" y="\(SVG.number(top + height - 16))" \
            text-anchor="middle">\(SVG.escape(xLabel))</text>
            """)
        return elements
    }

    private var axis: Axis {
        let ends = rows.flatMap { row in row.interval.map { [$0.lower, $0.upper, $0.value] } ?? [] }
        let margins = margin.map { [-$0 * 1.2, $0 * 1.2] } ?? []
        return Axis(covering: ([0] + ends + margins).filter { abs($0) <= 1e300 }, aboutTicks: 6)
    }

    /// A tick with its sign.
    private func label(_ tick: Double) -> String {
        let text = axis.label(tick)
        return Double(text) == 0 ? "0" : tick > 0 ? "+" + text : text
    }

    /// The margin's band, the line of no difference and the axis.
    private func ground(_ frame: Frame) -> [String] {
        let (top, bottom) = (SVG.number(frame.top), SVG.number(frame.bottom))
        var elements: [String] = []
        if let margin {
            let (low, high) = (frame.x(-margin), frame.x(margin))
            elements.append(
                """
                <rect x="\(SVG.number(low))" y="\(top)" width="\(SVG.number(high - low))" \
                height="\(SVG.number(frame.bottom - frame.top))" fill="currentColor" fill-opacity="0.07"/>
                """)
            for x in [low, high] {
                elements.append(
                    "<path class=\"axis\" stroke-dasharray=\"3 3\" d=\"M\(SVG.number(x)) \(top)V\(bottom)\"/>")
            }
        }
        for tick in frame.axes.x.ticks {
            let x = SVG.number(frame.x(tick))
            elements += [
                "<path class=\"grid\" d=\"M\(x) \(top)V\(bottom)\"/>", "<path class=\"axis\" d=\"M\(x) \(bottom)v5\"/>",
                """
                <text class="tick" x="\(x)" y="\(SVG.number(frame.bottom + 19))" \
                text-anchor="middle">\(label(tick))</text>
                """,
            ]
        }
        elements.append(
            "<path class=\"axis\" d=\"M\(SVG.number(frame.left)) \(bottom)H\(SVG.number(frame.right))\"/>")
        elements.append(
            """
            <path fill="none" stroke="currentColor" stroke-width="1.4" d="M\(SVG.number(frame.x(0))) \(top)V\(bottom)"/>
            """)
        return elements
    }

    private func mark(_ row: Row, _ y: Double, _ colour: String, _ frame: Frame) -> [String] {
        guard let interval = row.interval else {
            return [
                """
                <circle cx="\(SVG.number(frame.x(0)))" cy="\(SVG.number(y))" r="4.5" fill="#ffffff" \
                stroke="\(colour)" stroke-width="2.2"/>
                """
            ]
        }
        guard [interval.lower, interval.value, interval.upper].allSatisfy({ abs($0) <= 1e300 }) else { return [] }
        let (low, high) = (SVG.number(frame.x(interval.lower)), SVG.number(frame.x(interval.upper)))
        let (above, height) = (SVG.number(y - 5), SVG.number(y))
        return [
            """
            <path fill="none" stroke="\(colour)" stroke-width="2.2" \
            d="M\(low) \(height)H\(high)M\(low) \(above)v10M\(high) \(above)v10"/>
            """,
            """
            <rect x="\(SVG.number(frame.x(interval.value) - 4.5))" y="\(SVG.number(y - 4.5))" width="9" height="9" \
            fill="\(colour)"/>
            """,
        ]
    }
}
