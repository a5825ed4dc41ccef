import GRDB
import RunStore
import JSON

/// Changes rows of the index within one transaction.
struct IndexWriter {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// Takes in what was read of a run, in place of what was known.
    func store(_ run: IndexedRun, name: String, mark: FileMark) throws {
        try remove(name)
        var document = run.info.json
        document["provenance"] = nil
        let info = run.info
        // A killed run says itself that it is running: only its lock tells, and may be taken again.
        let isOpen = info.status == .running || info.status == .killed
        try execute(
            "INSERT INTO runs VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                name, mark.value, isOpen, run.metricsMark.value, run.metrics.end, run.metrics.steps,
                info.status.rawValue, info.script,
                Int64(exactly: info.seed).map { $0.databaseValue } ?? Double(info.seed).databaseValue,
                info.started.milliseconds, info.ended?.milliseconds, info.determinism?.level ?? "", run.labels.note,
                run.problem, JSONValue.object(document).text,
            ])
        let id = database.lastInsertedRowID
        for (place, tag) in run.labels.tags.enumerated() {
            try execute("INSERT INTO tags VALUES (?, ?, ?)", [id, tag, place])
        }
        for entry in run.entries {
            try execute(
                "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)",
                [id, try self.id(entry.kind, entry.name), entry.value.stored, entry.least, entry.greatest])
        }
    }

    /// Takes in that what looks like a run cannot be read.
    func store(problem: String, name: String, mark: FileMark) throws {
        try remove(name)
        // It is tried again each time until its `run.json` has settled, and when that changes.
        try execute("INSERT INTO problems VALUES (?, ?, ?)", [name, mark.value, problem])
    }

    /// Forgets a run.
    func remove(_ name: String) throws {
        try execute("DELETE FROM problems WHERE name = ?", [name])
        let query = try database.cachedStatement(sql: "SELECT id FROM runs WHERE name = ?")
        guard let id = try Int64.fetchOne(query, arguments: [name]) else { return }
        for sql in [
            "DELETE FROM entries WHERE run = ?", "DELETE FROM tags WHERE run = ?", "DELETE FROM runs WHERE id = ?",
        ] {
            try execute(sql, [id])
        }
    }

    private func id(_ kind: IndexSchema.Kind, _ name: String) throws -> Int64 {
        let query = try database.cachedStatement(sql: "SELECT id FROM names WHERE kind = ? AND name = ?")
        if let id = try Int64.fetchOne(query, arguments: [kind.rawValue, name]) { return id }
        try execute("INSERT INTO names VALUES (NULL, ?, ?)", [kind.rawValue, name])
        return database.lastInsertedRowID
    }

    private func execute(_ sql: String, _ values: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: values)
    }
}
