import GRDB

/// What a name in a question stands for.
enum IndexField {
    /// A column of `runs` that holds a text.
    case text(String)
    /// A column of `runs`, or an expression over them, that is a number.
    case number(String)
    /// The same for a moment, in milliseconds since 1970.
    case moment(String)
    case status
    case tag
    /// A parameter, a metric and the like: the row of `names`, and the column of `entries`.
    case entry(Int64, column: String)

    /// The names that every run has.
    static let own: [(names: [String], field: IndexField)] = [
        (["run", "id"], .text("runs.name")), (["script"], .text("runs.script")), (["status"], .status),
        (["seed"], .number("runs.seed")), (["tag", "tags"], .tag), (["started"], .moment("runs.started")),
        (["ended"], .moment("runs.ended")), (["seconds"], .number("(runs.ended - runs.started) / 1000.0")),
        (["steps"], .number("runs.steps")), (["note"], .text("runs.note")),
        (["determinism"], .text("runs.determinism")),
    ]

    /// The value of the field for the run of the row, as an expression. What a run lacks is NULL, and a NaN is the text `NaN`.
    var expression: SQL {
        switch self {
        case .text(let column), .number(let column), .moment(let column): SQL(sql: column)
        case .status: SQL(sql: "runs.status")
        case .tag:
            SQL(sql: "(SELECT GROUP_CONCAT(tag, ' ') FROM (SELECT tag FROM tags WHERE run = runs.id ORDER BY place))")
        case .entry(let id, let column):
            "(SELECT COALESCE(\(sql: column), 'NaN') FROM entries WHERE run = runs.id AND name = \(id))"
        }
    }

    /// The value of the field as runs are sorted by it: what has none, and NaN, is NULL.
    var sortKey: SQL {
        guard case .entry(let id, let column) = self else { return expression }
        return "(SELECT \(sql: column) FROM entries WHERE run = runs.id AND name = \(id))"
    }
}
