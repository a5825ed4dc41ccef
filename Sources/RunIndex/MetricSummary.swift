import Disk
import GRDB
import JSON
import RunStore

/// The last, least and greatest value of each series, kept up while `metrics.jsonl` grows: each byte is read once.
struct MetricSummary {
    /// What became of one series. NaN counts as its last value, never as its least or greatest.
    struct Series: Equatable {
        var last: Double
        var least: Double?
        var greatest: Double?

        mutating func add(_ value: Double) {
            last = value
            guard !value.isNaN else { return }
            least = min(least ?? value, value)
            greatest = max(greatest ?? value, value)
        }
    }

    /// By name, as `MetricColumns` has it: what is nested has its path. At most `RecordLimits.names`, those that come first.
    var series: [String: Series] = [:]
    /// Whether there were more names.
    private(set) var leavesOutNames = false
    /// How many bytes were read: to the end of the last whole line.
    var end = 0
    /// How many lines those are.
    var steps = 0

    /// Reads what came to the file at `path` since; a file that is shorter than it was is read anew.
    ///
    /// - Throws: `RunStoreError` at a line that is no step; what stands before it counts.
    mutating func update(_ path: String) throws {
        guard Files.exists(path) else {
            self = MetricSummary()
            return
        }
        try Files.explained {
            if try Files.size(path) < end { self = MetricSummary() }
            var lines = try LineReader(path, from: end, longest: RecordLimits.line)
            while let line = try lines.next() {
                add(try RecordLineReader.object(line, path, number: steps + 1), prefix: "")
                (steps, end) = (steps + 1, lines.end)
            }
        }
    }

    private mutating func add(_ object: JSONObject, prefix: String) {
        for member in object.members where !(prefix.isEmpty && member.key == "step") {
            if let nested = member.value.object {
                add(nested, prefix: prefix + member.key + ".")
            } else if let value = member.value.double {
                let name = prefix + member.key
                if series[name] == nil,
                    series.count >= RecordLimits.names || name.utf8.count > RecordLimits.nameBytes
                {
                    leavesOutNames = true
                } else {
                    series[name, default: Series(last: value)].add(value)
                }
            }
        }
    }
}

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
