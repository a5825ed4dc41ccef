import JSON
import Rollouts

/// The file `verdicts.sqlite` of a run: what became of every program, by its content.
package final class VerdictLedger {
    /// The file's name in a run's folder.
    package static let fileName = "verdicts.sqlite"

    private let database: Database

    /// Opens the ledger of the run in `folder` to write, and makes it when there is none.
    package init(writing folder: String) throws {
        database = try Database(folder + "/" + Self.fileName, creates: true)
        // A kill loses at most the last batches, and never tears the file.
        try database.run("PRAGMA journal_mode = WAL")
        try database.run("PRAGMA synchronous = NORMAL")
        try database.run(
            """
            CREATE TABLE IF NOT EXISTS verdicts (
                key TEXT PRIMARY KEY, runtime TEXT NOT NULL, program TEXT NOT NULL, tests INTEGER NOT NULL, verdict TEXT NOT NULL,
                cpu_seconds REAL NOT NULL, cpu_limit REAL NOT NULL, memory_bytes INTEGER NOT NULL, memory_limit INTEGER NOT NULL,
                is_repeatable INTEGER NOT NULL, executions INTEGER NOT NULL, answers INTEGER NOT NULL, judgement TEXT NOT NULL
            ) WITHOUT ROWID
            """)
    }

    /// Opens the ledger of the run in `folder` to read.
    ///
    /// - Throws: `RunStoreError` when the run has none.
    package init(reading folder: String) throws {
        let path = folder + "/" + Self.fileName
        guard Files.exists(path) else {
            throw RunStoreError(.notFound, "there is no \(path): the run kept no ledger of its executions")
        }
        database = try Database(path, creates: false)
    }

    /// What a program with this key came to, if that can be taken for granted; notes that it was asked for.
    func answer(_ key: String) throws -> Judgement? {
        var found: Judgement?
        try database.run("SELECT judgement FROM verdicts WHERE key = ? AND is_repeatable", [.text(key)]) { row in
            found = (try? JSONParser.parse(Array(row.text(0).utf8))).flatMap(Judgement.init)
        }
        if found != nil { try database.run("UPDATE verdicts SET answers = answers + 1 WHERE key = ?", [.text(key)]) }
        return found
    }

    /// Notes an execution.
    func note(
        _ key: String, _ submission: Submission, _ judgement: Judgement, runtime: LedgerRuntime, isRepeatable: Bool
    ) throws {
        let outcomes = judgement.outcomes
        try database.run(
            """
            INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?)
            ON CONFLICT (key) DO UPDATE SET executions = executions + 1, verdict = excluded.verdict, judgement = excluded.judgement,
                is_repeatable = excluded.is_repeatable, cpu_seconds = excluded.cpu_seconds, memory_bytes = excluded.memory_bytes
            """,
            [
                .text(key), .text(runtime.name), .text(submission.source), .integer(submission.tests.count),
                .text(judgement.verdict.rawValue), .real(outcomes.map(\.cpuSeconds).max() ?? 0),
                .real(runtime.cpuLimitSeconds), .integer(outcomes.map(\.peakMemory).max() ?? 0),
                .integer(runtime.memoryLimitBytes), .integer(isRepeatable ? 1 : 0), .text(judgement.json.text),
            ])
    }

    /// Runs the body as one change of the file.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try database.run("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try database.run("COMMIT")
            return result
        } catch {
            try? database.run("ROLLBACK")
            throw error
        }
    }

    /// One line of a page about programs.
    package struct Entry: Sendable {
        package var key, runtime, verdict, program: String
        package var cpuSeconds, cpuLimit: Double
        package var memoryBytes, memoryLimit: Int
    }

    /// How many programs ended with each verdict, how often they ran, and how often the ledger answered instead.
    package func counts() throws -> [(verdict: String, programs: Int, executions: Int, answers: Int)] {
        var counts: [(String, Int, Int, Int)] = []
        try database.run(
            "SELECT verdict, COUNT(*), SUM(executions), SUM(answers) FROM verdicts GROUP BY verdict ORDER BY 2 DESC, 1"
        ) { counts.append(($0.text(0), $0.integer(1), $0.integer(2), $0.integer(3))) }
        return counts
    }

    /// The programs that took the most CPU time on one test.
    package func slowest(_ count: Int) throws -> [Entry] {
        try entries("ORDER BY cpu_seconds DESC, key LIMIT ?", [.integer(count)])
    }

    /// The programs that used at least four fifths of a limit, the nearest first.
    package func nearLimits(_ count: Int) throws -> [Entry] {
        let share = "MAX(cpu_seconds / cpu_limit, 1.0 * memory_bytes / memory_limit)"
        return try entries("WHERE \(share) >= 0.8 ORDER BY \(share) DESC, key LIMIT ?", [.integer(count)])
    }

    private func entries(_ which: String, _ values: [Database.Value]) throws -> [Entry] {
        var entries: [Entry] = []
        try database.run(
            """
            SELECT key, runtime, verdict, program, cpu_seconds, cpu_limit, memory_bytes, memory_limit FROM verdicts \(which)
            """, values
        ) { row in
            entries.append(
                Entry(
                    key: row.text(0), runtime: row.text(1), verdict: row.text(2), program: row.text(3),
                    cpuSeconds: row.real(4), cpuLimit: row.real(5), memoryBytes: row.integer(6),
                    memoryLimit: row.integer(7)))
        }
        return entries
    }
}
