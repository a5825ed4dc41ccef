internal import JSON

/// The last rows of a run's tables, for showing them. The record has all.
struct RecordedTables {
    /// How many rows of a table are shown.
    static let shownRows = 50

    private struct Table {
        var columns: [String]?
        var rows: [JSONObject] = []
        /// Rows so far, those no longer kept included.
        var count = 0
        var isChanged = false
    }
    private var tables: [(name: String, table: Table)] = []
    /// The row that was added last, of whichever table.
    private(set) var last: JSONObject?

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
        last = row
    }

    /// The tables that got rows since the last time.
    mutating func takeChanged() -> [ShownTable] {
        var out: [ShownTable] = []
        for index in tables.indices where tables[index].table.isChanged {
            tables[index].table.isChanged = false
            let table = tables[index].table
            out.append(
                ShownTable(
                    name: tables[index].name, rows: Array(table.rows.suffix(Self.shownRows)), count: table.count))
        }
        return out
    }
}
