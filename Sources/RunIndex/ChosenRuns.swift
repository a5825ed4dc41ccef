import Database
import GRDB

/// The runs that satisfy a filter, found once and asked about several times.
struct ChosenRuns {
    private let file: SQLiteFile
    private let condition: SQL

    /// - Throws: `RunQueryError` when the filter names what no run has or cannot be read.
    init(_ filter: String?, in file: SQLiteFile) throws {
        self.file = file
        guard let filter = try filter.map({ try RunFilter($0) }) else {
            condition = "1"
            return
        }
        condition = "runs.id IN (SELECT id FROM temp.chosen)"
        try file.access { database in
            try database.execute(
                sql: "CREATE TEMP TABLE IF NOT EXISTS chosen (id INTEGER PRIMARY KEY); DELETE FROM temp.chosen")
            let found: SQL =
                "INSERT INTO temp.chosen SELECT id FROM runs WHERE \(try filter.condition(IndexNames(database)))"
            try database.execute(literal: found)
        }
    }

    /// Calls `body` with the file and the condition that a row of `runs` is chosen.
    func access<Result>(_ body: (Database, SQL) throws -> Result) throws -> Result {
        try file.access { try body($0, condition) }
    }
}
