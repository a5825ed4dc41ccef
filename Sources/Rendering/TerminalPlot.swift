/// A figure in text: each character holds 2 by 4 dots (Unicode braille).
package enum TerminalPlot {
    /// The figure's lines, `width` columns wide, with `height` lines for the data.
    package static func lines(_ plot: Plot, width: Int, height: Int = 10, style: TextStyle = .plain) -> [String] {
        let axes = plot.axes
        let labels = axes.y.ticks.map(axes.y.label)
        let gutter = labels.map(\.count).max() ?? 0
        let columns = max(10, width - gutter - 2)
        let rows = max(3, height)
        var grid = DotGrid(columns: columns, rows: rows)
        for (index, series) in plot.series.enumerated() { draw(series, number: index, axes: axes, on: &grid) }

        var left = [String](repeating: "", count: rows)
        for (tick, label) in zip(axes.y.ticks, labels) {
            left[min(rows - 1, Int(((1 - axes.y.share(of: tick)) * Double(rows - 1)).rounded()))] = label
        }
        var lines = plot.title.isEmpty ? [] : [style.bold(centred(plot.title, width: width))]
        for row in 0..<rows {
            let mark = left[row].isEmpty ? "│" : "┤"
            lines.append(
                TextWidth.pad(left[row], to: gutter, right: true) + " " + mark + grid.text(row: row, style: style))
        }
        lines.append(String(repeating: " ", count: gutter + 1) + "└" + String(repeating: "─", count: columns))
        lines.append(ruler(axes.x, label: plot.xLabel, gutter: gutter, columns: columns))
        if plot.series.count > 1 || plot.series.first.map({ !$0.name.isEmpty }) ?? false {
            let names = plot.series.enumerated().map { index, series in
                DotGrid.paint("●", number: index, style: style) + " " + TextWidth.printable(series.name)
            }
            lines.append(String(repeating: " ", count: gutter + 2) + names.joined(separator: "   "))
        }
        return lines.map(trimmed)
    }

    private static func draw(_ series: Plot.Series, number: Int, axes: (x: Axis, y: Axis), on grid: inout DotGrid) {
        func dot(_ point: (x: Double, y: Double)) -> (Int, Int) {
            let x = axes.x.share(of: point.x) * Double(grid.width - 1)
            let y = (1 - axes.y.share(of: point.y)) * Double(grid.height - 1)
            return (Int(x.rounded()), Int(y.rounded()))
        }
        for segment in series.segments {
            let dots = segment.map(dot)
            switch series.mark {
            case .points: for (x, y) in dots { grid.set(x, y, number: number) }
            case .line:
                grid.set(dots[0].0, dots[0].1, number: number)
                for (from, to) in zip(dots, dots.dropFirst()) {
                    let steps = max(abs(to.0 - from.0), abs(to.1 - from.1), 1)
                    for step in 0...steps {
                        let share = Double(step) / Double(steps)
                        let x = Double(from.0) + share * Double(to.0 - from.0)
                        let y = Double(from.1) + share * Double(to.1 - from.1)
                        grid.set(Int(x.rounded()), Int(y.rounded()), number: number)
                    }
                }
            }
        }
    }

    private static func ruler(_ axis: Axis, label: String, gutter: Int, columns: Int) -> String {
        let (first, last) = (axis.label(axis.low), axis.label(axis.high))
        let name = TextWidth.fit(TextWidth.printable(label), to: max(0, columns - first.count - last.count - 2))
        let middle = centred(name, width: max(0, columns - first.count - last.count))
        return String(repeating: " ", count: gutter + 2) + first
            + TextWidth.pad(middle, to: columns - first.count - last.count) + last
    }

    private static func centred(_ text: String, width: Int) -> String {
        let text = TextWidth.fit(TextWidth.printable(text), to: width)
        return String(repeating: " ", count: (width - TextWidth.columns(text)) / 2) + text
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
