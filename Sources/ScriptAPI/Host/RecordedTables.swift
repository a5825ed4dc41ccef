internal import JSON
internal import LuaHost
internal import Rendering
internal import RunStore

/// The last rows of a run's tables, for printing them. The record has all.
struct RecordedTables {
    /// How many rows of a table are printed.
    static let shownRows = 50

    private struct Table {
        var columns: [String]?
        var rows: [JSONObject] = []
        /// Rows so far, those no longer kept included.
        var count = 0
        var isChanged = false
    }
    private var tables: [(name: String, table: Table)] = []

    private mutating func index(of name: String) -> Int {
        if let index = tables.firstIndex(where: { $0.name == name }) { return index }
        tables.append((name, Table()))
        return tables.count - 1
    }

    mutating func declare(_ name: String, columns: [String]) { tables[index(of: name)].table.columns = columns }

    /// What a table keeps of a row: all of its fields, or the declared columns in their order.
    func kept(_ row: JSONObject, of name: String) -> JSONObject {
        guard let columns = tables.first(where: { $0.name == name })?.table.columns else { return row }
        return JSONObject(columns.map { ($0, row[$0] ?? .null) })
    }

    mutating func add(_ row: JSONObject, to name: String) {
        let index = index(of: name)
        tables[index].table.rows.append(row)
        tables[index].table.count += 1
        if tables[index].table.rows.count > 2 * Self.shownRows {
            tables[index].table.rows.removeFirst(Self.shownRows)
        }
        tables[index].table.isChanged = true
    }

    mutating func takeChanged(terminal: Terminal) -> [(name: String, lines: [String])] {
        var out: [(String, [String])] = []
        for index in tables.indices where tables[index].table.isChanged {
            tables[index].table.isChanged = false
            let rows = tables[index].table.rows.suffix(Self.shownRows), count = tables[index].table.count
            var lines = TextTable(rows: Array(rows)).lines(width: terminal.tableWidth, style: terminal.style)
            if count > rows.count {
                lines.append(terminal.style.dim("the last \(rows.count) of \(NumberFormat.grouped(count)) rows"))
            }
            out.append((TextWidth.printable(tables[index].name), lines))
        }
        return out
    }
}
