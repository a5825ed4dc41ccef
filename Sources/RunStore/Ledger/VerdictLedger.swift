import GRDB
import JSON
import Rollouts

/// The file `verdicts.sqlite` of a run: what became of every program, by its content.
package final class VerdictLedger {
    /// The file's name in a run's folder.
    package static let fileName = "verdicts.sqlite"

    private let file: SQLiteFile

    /// Opens the ledger of the run in `folder` to write, and makes it when there is none.
    package init(writing folder: String) throws {
        file = try SQLiteFile(folder + "/" + Self.fileName, for: .writing)
        // A kill loses at most the last batches, and never tears the file.
        try file.access { database in
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = NORMAL;
                    CREATE TABLE IF NOT EXISTS verdicts (
                        key TEXT PRIMARY KEY, runtime TEXT NOT NULL, program TEXT NOT NULL, tests INTEGER NOT NULL, verdict TEXT NOT NULL,
                        cpu_seconds REAL NOT NULL, cpu_limit REAL NOT NULL, memory_bytes INTEGER NOT NULL, memory_limit INTEGER NOT NULL,
                        is_repeatable INTEGER NOT NULL, executions INTEGER NOT NULL, answers INTEGER NOT NULL, judgement TEXT NOT NULL
                    ) WITHOUT ROWID
                    """)
        }
    }

    /// Opens the ledger of the run in `folder` to read.
    ///
    /// - Throws: `RunStoreError` when the run has none.
    package init(reading folder: String) throws {
        let path = folder + "/" + Self.fileName
        guard Files.exists(path) else {
            throw RunStoreError(.notFound, "there is no \(path): the run kept no ledger of its executions")
        }
        file = try SQLiteFile(path, for: .reading)
    }

    /// What a program with this key came to, if that can be taken for granted; notes that it was asked for.
    func answer(_ key: String) throws -> Judgement? {
        try file.access { database in
            let query = try database.cachedStatement(
                sql: "SELECT judgement FROM verdicts WHERE key = ? AND is_repeatable")
            guard let text = try String.fetchOne(query, arguments: [key]),
                let found = (try? JSONParser.parse(Array(text.utf8))).flatMap(Judgement.init)
            else { return nil }
            try database.cachedStatement(sql: "UPDATE verdicts SET answers = answers + 1 WHERE key = ?")
                .execute(arguments: [key])
            return found
        }
    }

    /// Notes an execution.
    func note(
        _ key: String, _ submission: Submission, _ judgement: Judgement, runtime: LedgerRuntime, isRepeatable: Bool
    ) throws {
        let outcomes = judgement.outcomes
        let values: StatementArguments = [
            key, runtime.name, submission.source, submission.tests.count, judgement.verdict.rawValue,
            outcomes.map(\.cpuSeconds).max() ?? 0, runtime.cpuLimitSeconds, outcomes.map(\.peakMemory).max() ?? 0,
            runtime.memoryLimitBytes, isRepeatable, judgement.json.text,
        ]
        try file.access { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?)
                    ON CONFLICT (key) DO UPDATE SET executions = executions + 1, verdict = excluded.verdict, judgement = excluded.judgement,
                        is_repeatable = excluded.is_repeatable, cpu_seconds = excluded.cpu_seconds, memory_bytes = excluded.memory_bytes
                    """
            ).execute(arguments: values)
        }
    }

    /// Runs the body as one change of the file.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result { try file.transaction { _ in try body() } }

    /// One line of a page about programs.
    package struct Entry: Sendable {
        package var key, runtime, verdict, program: String
        package var cpuSeconds, cpuLimit: Double
        package var memoryBytes, memoryLimit: Int
    }

    /// How many programs ended with each verdict, how often they ran, and how often the ledger answered instead.
    package func counts() throws -> [(verdict: String, programs: Int, executions: Int, answers: Int)] {
        let sql =
            "SELECT verdict, COUNT(*), SUM(executions), SUM(answers) FROM verdicts GROUP BY verdict ORDER BY 2 DESC, 1"
        return try file.access { database in
            try Row.fetchAll(database, sql: sql).map { row in
                (
                    verdict: try row.decode(atIndex: 0), programs: try row.decode(atIndex: 1),
                    executions: try row.decode(atIndex: 2), answers: try row.decode(atIndex: 3)
                )
            }
        }
    }

    /// The programs that took the most CPU time on one test.
    package func slowest(_ count: Int) throws -> [Entry] {
        try entries("ORDER BY cpu_seconds DESC, key LIMIT ?", [count])
    }

    /// The programs that used at least four fifths of a limit, the nearest first.
    package func nearLimits(_ count: Int) throws -> [Entry] {
        let share = "MAX(cpu_seconds / cpu_limit, 1.0 * memory_bytes / memory_limit)"
        return try entries("WHERE \(share) >= 0.8 ORDER BY \(share) DESC, key LIMIT ?", [count])
    }

    private func entries(_ which: String, _ values: StatementArguments) throws -> [Entry] {
        let columns = "key, runtime, verdict, program, cpu_seconds, cpu_limit, memory_bytes, memory_limit"
        return try file.access { database in
            try Row.fetchAll(database, sql: "SELECT \(columns) FROM verdicts \(which)", arguments: values).map { row in
                try Entry(
                    key: row.decode(atIndex: 0), runtime: row.decode(atIndex: 1), verdict: row.decode(atIndex: 2),
                    program: row.decode(atIndex: 3), cpuSeconds: row.decode(atIndex: 4),
                    cpuLimit: row.decode(atIndex: 5), memoryBytes: row.decode(atIndex: 6),
                    memoryLimit: row.decode(atIndex: 7))
            }
        }
    }
}
