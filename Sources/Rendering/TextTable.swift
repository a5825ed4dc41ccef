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

    /// So many rows of a table in several blocks stand together.
    private static let portion = 20

    private(set) var columns: [Column]
    private(set) var rows: [[String]] = []

    /// An empty table.
    package init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row. Missing cells are empty; line ends in a cell become spaces.
    package mutating func add(_ cells: [String]) {
        rows.append(
            columns.indices.map { index in
                index < cells.count ? TextWidth.printable(cells[index].replacing("\n", with: " ")) : ""
            })
    }

    /// The table's lines, at most `width` columns each.
    ///
    /// A table that is too wide cuts its free text where that is enough; else it goes on in further blocks beneath, each of which begins
    /// with the columns that tell the rows apart. Of a long table some rows at a time, so that nothing stands far from what it belongs to.
    package func lines(width: Int = .max, style: TextStyle = .plain) -> [String] {
        var lines: [String] = []
        let (table, layout) = laidOut(fitting: width)
        let portion = layout.blocks.count > 1 ? Self.portion : max(1, table.rows.count)
        for start in stride(from: 0, to: max(1, table.rows.count), by: portion) {
            for block in layout.blocks {
                if !lines.isEmpty { lines.append("") }
                lines.append(style.bold(table.line(table.columns.map(\.title), block, layout.widths)))
                lines += table.rows[start..<min(table.rows.count, start + portion)].map {
                    table.line($0, block, layout.widths)
                }
            }
        }
        return lines
    }

    /// The table with its layout; its rows are numbered where nothing else would tell them apart from block to block.
    private func laidOut(fitting width: Int) -> (TextTable, TextTableLayout) {
        let layout = TextTableLayout(self, width: width)
        guard layout.blocks.count > 1, layout.keys == 0 else { return (self, layout) }
        var numbered = self
        numbered.columns.insert(Column("row", .right), at: 0)
        numbered.rows = rows.enumerated().map { ["\($0 + 1)"] + $1 }
        return (numbered, TextTableLayout(numbered, width: width))
    }

    private func line(_ cells: [String], _ block: [Int], _ widths: [Int]) -> String {
        var line = block.map { index in
            let text = TextWidth.fit(cells[index], to: widths[index])
            return TextWidth.pad(text, to: widths[index], right: columns[index].alignment == .right)
        }.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}
