/// Which of a table's columns stand beside each other, and how wide they are.
struct TextTableLayout {
    /// The columns of each block, by index.
    private(set) var blocks: [[Int]] = []
    /// The width of each column.
    private(set) var widths: [Int]
    /// How many of the first columns every block begins with: the fewest that tell the rows apart.
    private(set) var keys = 0

    /// A left-aligned column wider than this is free text, of which any part helps. A number cut short would be another one.
    private static let freeText = 20
    /// What is left of free text, at least.
    private static let leastText = 8
    private static let gap = 2

    init(_ table: TextTable, width: Int) {
        let natural = table.columns.indices.map { index in
            table.rows.reduce(TextWidth.columns(table.columns[index].title)) { max($0, TextWidth.columns($1[index])) }
        }
        widths = natural
        let all = Array(table.columns.indices)
        let isFreeText = all.map { table.columns[$0].alignment == .left && widths[$0] > Self.freeText }
        while self.width(of: all) > width {
            let candidates = all.filter { isFreeText[$0] && widths[$0] > Self.leastText }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        guard self.width(of: all) > width else {
            blocks = [all]
            return
        }
        // Cut texts that did not make it fit would be cut for nothing.
        widths = natural
        keys = Self.keys(table.rows, of: all.count)
        // Keys that take more than half of every line leave too little for what they tell apart.
        if self.width(of: Array(all.prefix(keys))) > width / 2 { keys = 0 }
        let first = Array(all.prefix(keys))
        let room = max(1, width - self.width(of: first) - (keys > 0 ? Self.gap : 0))
        for column in all.dropFirst(keys) { widths[column] = min(widths[column], room) }
        for unit in Self.units(table.columns.map(\.title), from: keys) {
            if let last = blocks.last, self.width(of: last + unit) <= width {
                blocks[blocks.count - 1] += unit
            } else if self.width(of: first + unit) <= width {
                blocks.append(first + unit)
            } else {
                blocks += unit.map { first + [$0] }
            }
        }
    }

    /// The columns from `start` on in groups that stand side by side: an interval beside its value, `1@3` and `1@3 95%`.
    private static func units(_ titles: [String], from start: Int) -> [[Int]] {
        var units: [[Int]] = []
        for column in start..<max(start, titles.count) {
            if let value = units.last?.first, titles[column].hasPrefix(titles[value] + " ") {
                units[units.count - 1].append(column)
            } else {
                units.append([column])
            }
        }
        return units
    }

    private func width(of columns: [Int]) -> Int {
        columns.reduce(Self.gap * max(0, columns.count - 1)) { $0 + widths[$1] }
    }

    /// The fewest columns from the left that tell `rows` apart; 0 where all of them, or all but one, do not.
    private static func keys(_ rows: [[String]], of columns: Int) -> Int {
        (1..<max(1, columns)).first { count in Set(rows.map { Array($0.prefix(count)) }).count == rows.count } ?? 0
    }
}
