import Database
import RunStore
import GRDB
import JSON
import Rollouts

/// The file `verdicts.sqlite` of a run: what became of every program, by its content.
///
/// Three narrow tables and the texts: `verdicts` has a row for each question and runtime, `judgements` one for each execution that came out in a way of
/// its own, `programs` the texts, so that counting reads no text. Belongs to one thread at a time.
package final class VerdictLedger {
    /// The file's name in a run's folder.
    package static let fileName = "verdicts.sqlite"
    /// A judgement whose outputs make a longer text than this, in bytes, is counted but not kept: the program runs again when it is asked for again,
    /// which takes less than a run would pay in disk.
    package static let longestJudgement = 64 << 10

    let file: SQLiteFile
    private var runtimes: [LedgerRuntime: Int] = [:]

    /// Opens the ledger of the run in `folder` to write, and makes it when there is none.
    package init(writing folder: String) throws {
        file = try SQLiteFile(folder + "/" + Self.fileName, for: .writing)
        // A kill loses at most the batch under way, and never tears the file. Only a checkpoint waits for the disk.
        try file.access { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
            for statement in Self.schema { try database.execute(sql: statement) }
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
        try file.check(schema: Self.schema)
    }

    private static let schema = [
        """
        CREATE TABLE IF NOT EXISTS runtimes (
            id INTEGER PRIMARY KEY, language TEXT NOT NULL, version TEXT NOT NULL, limits TEXT NOT NULL, isolation TEXT NOT NULL,
            executor_version INTEGER NOT NULL, cpu_limit REAL NOT NULL, memory_limit INTEGER NOT NULL,
            UNIQUE (language, version, limits, isolation, executor_version)
        )
        """,
        """
        CREATE TABLE IF NOT EXISTS verdicts (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL, runtime INTEGER NOT NULL REFERENCES runtimes, tests INTEGER NOT NULL, verdict TEXT NOT NULL,
            cpu_seconds REAL NOT NULL, wall_seconds REAL NOT NULL, memory_bytes INTEGER NOT NULL, near_limit INTEGER NOT NULL,
            is_repeatable INTEGER NOT NULL, executions INTEGER NOT NULL, answers INTEGER NOT NULL, asked INTEGER NOT NULL,
            UNIQUE (key, runtime)
        )
        """,
        "CREATE TABLE IF NOT EXISTS programs (id INTEGER PRIMARY KEY REFERENCES verdicts, program TEXT NOT NULL)",
        """
        CREATE TABLE IF NOT EXISTS judgements (
            verdict_id INTEGER NOT NULL REFERENCES verdicts, asked INTEGER NOT NULL, judgement TEXT NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS judgements_by_verdict ON judgements (verdict_id, asked)",
    ]

    /// What became of a program that was asked about once.
    struct Note {
        var key: LedgerKey
        var submission: Submission
        var judgement: Judgement
        /// Whether it would come out the same again.
        var isRepeatable: Bool
        /// Whether it ran, rather than being answered by another run's ledger.
        var isExecuted: Bool
    }

    /// What programs with these keys came to, as far as that can be taken for granted.
    func answers(to keys: [LedgerKey], on runtime: LedgerRuntime) throws -> [LedgerKey: Judgement] {
        guard let id = try id(of: runtime) else { return [:] }
        var found: [LedgerKey: Judgement] = [:]
        for key in keys {
            try file.run(
                """
                SELECT judgement FROM verdicts v JOIN judgements j ON verdict_id = id AND j.asked = v.asked
                WHERE key = ? AND runtime = ? AND is_repeatable
                """, [key.text, id]
            ) { found[key] = Judgement(text: try $0.text(0)) }
        }
        return found
    }

    /// What a program came to, for a run that asks again in the same order.
    ///
    /// - Parameters:
    ///   - asked: how often this was asked, from 1: what may come out in several ways is answered as it was that time.
    ///   - runtime: another version of the interpreter, or another isolation, will do where there is no answer of this one.
    func judgement(of key: LedgerKey, asked: Int, on runtime: LedgerRuntime) throws -> Judgement? {
        var found: Judgement?
        try file.run(
            """
            SELECT judgement FROM verdicts v JOIN judgements j ON verdict_id = v.id JOIN runtimes r ON r.id = runtime
            WHERE key = ?1 AND (j.asked = ?2 OR is_repeatable AND j.asked = v.asked)
            ORDER BY isolation = ?3 DESC, version = ?4 DESC, runtime, j.asked = ?2 DESC LIMIT 1
            """, [key.text, asked, runtime.isolation, runtime.version]
        ) { found = Judgement(text: try $0.text(0)) }
        return found
    }

    /// Notes a batch, as one change of the file.
    ///
    /// - Parameter answers: how often the ledger itself answered, by key.
    func note(_ notes: [Note], answers: [(key: LedgerKey, count: Int)], on runtime: LedgerRuntime) throws {
        try transaction {
            let id = try register(runtime)
            for note in notes { try self.note(note, runtime: id) }
            for (key, count) in answers {
                try file.run(
                    "UPDATE verdicts SET answers = answers + ? WHERE key = ? AND runtime = ?",
                    [count, key.text, id])
            }
        }
    }

    private func note(_ note: Note, runtime: Int) throws {
        let outcomes = note.judgement.outcomes, text = note.judgement.json.text
        let isKept = text.utf8.count <= Self.longestJudgement
        try file.run(
            """
            INSERT INTO verdicts VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
            ON CONFLICT (key, runtime) DO UPDATE SET
                executions = executions + excluded.executions, answers = answers + excluded.answers, asked = asked + 1,
                verdict = excluded.verdict, is_repeatable = excluded.is_repeatable, near_limit = excluded.near_limit,
                cpu_seconds = excluded.cpu_seconds, wall_seconds = excluded.wall_seconds, memory_bytes = excluded.memory_bytes
            """,
            [
                note.key.text, runtime, note.submission.tests.count,
                note.judgement.verdict.rawValue, outcomes.map(\.cpuSeconds).max() ?? 0,
                outcomes.map(\.wallSeconds).max() ?? 0, outcomes.map(\.peakMemory).max() ?? 0,
                outcomes.contains(where: \.nearLimit) ? 1 : 0,
                note.isRepeatable && isKept ? 1 : 0, note.isExecuted ? 1 : 0,
                note.isExecuted ? 0 : 1,
            ])
        let which = "FROM verdicts WHERE key = ? AND runtime = ?"
        try file.run(
            "INSERT OR IGNORE INTO programs SELECT id, ? \(which)", [note.submission.source, note.key.text, runtime])
        guard isKept else { return }
        try file.run("INSERT INTO judgements SELECT id, asked, ? \(which)", [text, note.key.text, runtime])
    }

    // MARK: Runtimes

    private func register(_ runtime: LedgerRuntime) throws -> Int {
        if let id = try id(of: runtime) { return id }
        try file.run(
            """
            INSERT INTO runtimes (language, version, limits, isolation, executor_version, cpu_limit, memory_limit)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            identity(of: runtime) + [runtime.cpuLimitSeconds, runtime.memoryLimitBytes])
        return try id(of: runtime) ?? 0
    }

    private func id(of runtime: LedgerRuntime) throws -> Int? {
        if let known = runtimes[runtime] { return known }
        var id: Int?
        try file.run(
            """
            SELECT id FROM runtimes
            WHERE language = ? AND version = ? AND limits = ? AND isolation = ? AND executor_version = ?
            """, identity(of: runtime)
        ) { id = try $0.integer(0) }
        if let id { runtimes[runtime] = id }
        return id
    }

    private func identity(of runtime: LedgerRuntime) -> StatementArguments {
        [
            runtime.language, runtime.version, runtime.limits, runtime.isolation,
            runtime.executorVersion,
        ]
    }

    private func transaction(_ body: () throws -> Void) throws {
        do {
            try file.transaction { _ in try body() }
        } catch {
            // What was registered in it is gone too.
            runtimes = [:]
            throw error
        }
    }

    /// Makes the file one that is complete by itself, also on a disk that cannot be written: no log beside it.
    package func settle() {
        // A reader that looks at it right now keeps the log; it stays readable.
        try? file.access { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    }
}
