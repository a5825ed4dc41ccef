import RunStore
package import GRDB
import GRDBSQLite

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An SQLite file of a record, opened through GRDB. Belongs to one thread at a time.
package final class SQLiteFile {
    /// What it is opened for; writing makes a file that is missing.
    package enum Purpose { case reading, writing }

    private let path: String
    private let queue: DatabaseQueue
    /// What questions to a file that is only read may cost.
    private let limit: StatementLimit?

    /// Opens the file at `path`, of which all parts must be plain files: the folder may come from somebody else.
    package init(_ path: String, for purpose: Purpose) throws {
        for ending in ["", "-wal", "-shm", "-journal"] where Files.exists(path + ending) {
            try Files.reading(path + ending) { _ in }
        }
        self.path = path
        let limit = purpose == .reading ? StatementLimit() : nil
        queue = try Self.explained(path) {
            try DatabaseQueue(
                path: path, configuration: Self.configuration(isReadOnly: purpose == .reading, limit))
        }
        self.limit = limit
    }

    /// A file that exists in memory alone; `name` is what errors call it.
    package init(inMemory name: String) throws {
        (path, limit) = (name, nil)
        queue = try Self.explained(name) {
            try DatabaseQueue(configuration: Self.configuration(isReadOnly: false, nil))
        }
    }

    private static func configuration(isReadOnly: Bool, _ limit: StatementLimit?) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            // What the schema of a foreign file says is never run as code.
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            limit?.install(in: database)
        }
        return configuration
    }

    /// Calls `body` with the open file; also from within another `access`.
    package func access<Result>(_ body: (Database) throws -> Result) throws -> Result {
        limit?.reset()
        return try Self.explained(path) { try queue.unsafeReentrantWrite(body) }
    }

    /// Checks that the file holds what `statements` make, and nothing else: a view or a trigger in place of a table would be run as it was
    /// written.
    ///
    /// - Throws: `RunStoreError` that names what does not belong there.
    package func check(schema statements: [String]) throws {
        let query = "SELECT type, name, COALESCE(sql, '') FROM sqlite_master ORDER BY name"
        func schema(_ database: Database) throws -> [[String]] {
            try Row.fetchAll(database, sql: query).map { row in try (0..<3).map { try row.text($0) } }
        }
        let wanted = try SQLiteFile(inMemory: path).access { database in
            for statement in statements { try database.execute(sql: statement) }
            return try schema(database)
        }
        let found = try access(schema)
        guard found == wanted else {
            let other = found.first { !wanted.contains($0) } ?? wanted.first { !found.contains($0) } ?? ["", ""]
            throw RunStoreError(
                .malformed, "cannot use \(path): its \(other[0]) \"\(other[1])\" is none that Assay makes there")
        }
    }

    /// Runs `body` as one change of the file.
    package func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try access { database in
            var result: Result?
            try database.inTransaction(.immediate) {
                result = try body(database)
                return .commit
            }
            return result!
        }
    }

    /// Runs one statement, with `values` for its question marks, and calls `body` with each row it gives.
    package func run(_ sql: String, _ values: StatementArguments = [], _ body: ((Row) throws -> Void)? = nil) throws {
        try access { database in
            let statement = try database.cachedStatement(sql: sql)
            guard let body else { return try statement.execute(arguments: values) }
            for row in try Row.fetchAll(statement, arguments: values) { try body(row) }
        }
    }

    private static func explained<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            if error.resultCode == .SQLITE_INTERRUPT {
                throw RunStoreError(
                    .malformed, "cannot use \(path): a question takes longer than any would that Assay's own file gives"
                )
            }
            let isDamaged = [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(
                error.resultCode)
            throw RunStoreError(
                isDamaged ? .malformed : .cannotWrite,
                "cannot use \(path): \(error.message ?? "\(error.resultCode)")")
        } catch is RowDecodingError {
            throw RunStoreError(.malformed, "cannot use \(path): a value in it is none that Assay writes")
        }
    }
}

extension Row {
    /// The text in column `index`, from 0.
    package func text(_ index: Int) throws -> String { try decode(atIndex: index) }
    /// The whole number in column `index`.
    package func integer(_ index: Int) throws -> Int { try decode(atIndex: index) }
    /// The number in column `index`.
    package func real(_ index: Int) throws -> Double { try decode(atIndex: index) }
}

/// How much one question may make SQLite do: a file of somebody else's making can hold what takes for ever to read.
private final class StatementLimit: @unchecked Sendable {
    /// After how many instructions of SQLite's machine the limit is looked at, and how many looks a question has: some billion instructions,
    /// half a minute's work. A page about a million programs takes a tenth of that.
    private static let (interval, looks): (Int32, Int) = (1 << 20, 1024)

    // Touched by the connection's thread alone, of which there is one at a time.
    private var count = 0

    /// A new question.
    func reset() { count = 0 }

    /// Has SQLite ask while it works. The limit must live as long as the connection.
    func install(in database: Database) {
        sqlite3_progress_handler(
            database.sqliteConnection, Self.interval,
            { context in
                guard let context else { return 0 }
                let limit = Unmanaged<StatementLimit>.fromOpaque(context).takeUnretainedValue()
                limit.count += 1
                return limit.count > StatementLimit.looks ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}
