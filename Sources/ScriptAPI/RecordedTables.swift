internal import JSON
internal import LuaHost
internal import Rendering
internal import RunStore

/// The tables of a run as they stand, for printing them.
struct RecordedTables {
    private struct Table {
        var columns: [String]?
        var rows: [JSONObject] = []
        var isChanged = false
    }
    private var tables: [(name: String, table: Table)] = []

    private mutating func index(of name: String) -> Int {
        if let index = tables.firstIndex(where: { $0.name == name }) { return index }
        tables.append((name, Table()))
        return tables.count - 1
    }

    mutating func declare(_ name: String, columns: [String]) { tables[index(of: name)].table.columns = columns }

    /// Adds a row: all of its fields, or the declared columns in their order.
    mutating func add(_ row: JSONObject, to name: String) -> JSONObject {
        let index = index(of: name)
        var kept = row
        if let columns = tables[index].table.columns {
            kept = JSONObject(columns.map { ($0, row[$0] ?? .null) })
        }
        tables[index].table.rows.append(kept)
        tables[index].table.isChanged = true
        return kept
    }

    mutating func takeChanged(terminal: Terminal) -> [(name: String, lines: [String])] {
        var out: [(String, [String])] = []
        for index in tables.indices where tables[index].table.isChanged {
            tables[index].table.isChanged = false
            let table = TextTable(rows: tables[index].table.rows)
            out.append((tables[index].name, table.lines(width: terminal.tableWidth, style: terminal.style)))
        }
        return out
    }
}
