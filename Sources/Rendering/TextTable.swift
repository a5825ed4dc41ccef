/// A table for the terminal: one header, cells as text, numbers at the right.
package struct TextTable: Sendable {
    /// How a column's cells stand.
    package enum Alignment: Sendable { case left, right }

    /// A column's head and how its cells stand.
    package struct Column: Sendable {
        var title: String
        var alignment: Alignment

        /// A column; numbers stand at the `.right`.
        package init(_ title: String, _ alignment: Alignment = .left) {
            (self.title, self.alignment) = (title, alignment)
        }
    }

    let columns: [Column]
    private var rows: [[String]] = []

    /// An empty table.
    package init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row. Missing cells are empty; line ends in a cell become spaces.
    package mutating func add(_ cells: [String]) {
        rows.append(
            columns.indices.map { index in
                index < cells.count ? TextWidth.printable(cells[index].replacing("\n", with: " ")) : ""
            })
    }

    /// The table's lines, at most `width` columns each: the widest left-aligned columns give way first, then the others.
    package func lines(width: Int = .max, style: TextStyle = .plain) -> [String] {
        let widths = columnWidths(fitting: width)
        func line(_ cells: [String]) -> String {
            var line = ""
            for (index, cell) in cells.enumerated() where widths[index] > 0 {
                if index > 0 { line += "  " }
                let text = TextWidth.fit(cell, to: widths[index])
                line += TextWidth.pad(text, to: widths[index], right: columns[index].alignment == .right)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        return [style.bold(line(columns.map(\.title)))] + rows.map(line)
    }

    private func columnWidths(fitting width: Int) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(TextWidth.columns(columns[index].title)) { max($0, TextWidth.columns($1[index])) }
        }
        let gaps = 2 * max(0, columns.count - 1)
        while widths.reduce(gaps, +) > width {
            let left = columns.indices.filter { columns[$0].alignment == .left && widths[$0] > 8 }
            let candidates = left.isEmpty ? columns.indices.filter { widths[$0] > 1 } : left
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        return widths
    }
}
