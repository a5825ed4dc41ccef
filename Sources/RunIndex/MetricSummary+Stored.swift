import GRDB

extension MetricSummary {
    /// What the index knows of the metrics of `run`; nothing of a run that it does not know.
    static func stored(_ database: Database, run: String) throws -> MetricSummary {
        var summary = MetricSummary()
        let query = try database.cachedStatement(sql: "SELECT id, metrics_end, steps FROM runs WHERE name = ?")
        guard let row = try Row.fetchOne(query, arguments: [run]) else { return summary }
        (summary.end, summary.steps) = (try row.decode(atIndex: 1), try row.decode(atIndex: 2))
        let values = try database.cachedStatement(
            sql: """
                SELECT names.name, value, least, greatest FROM entries JOIN names ON names.id = entries.name
                WHERE run = ? AND kind = ?
                """)
        let kind = IndexSchema.Kind.metric.rawValue
        for entry in try Row.fetchAll(values, arguments: [try row.decode(Int64.self, atIndex: 0), kind]) {
            summary.series[try entry.decode(atIndex: 0)] = Series(
                last: try entry.decode(Double?.self, atIndex: 1) ?? .nan, least: try entry.decode(atIndex: 2),
                greatest: try entry.decode(atIndex: 3))
        }
        return summary
    }
}
