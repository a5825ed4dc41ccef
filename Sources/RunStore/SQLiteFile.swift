import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An SQLite file of a record, opened through GRDB. Belongs to one thread at a time.
final class SQLiteFile {
    /// What it is opened for; writing makes a file that is missing.
    enum Purpose { case reading, writing }

    private let path: String
    private let queue: DatabaseQueue

    /// Opens the file at `path`, never through a link: the folder may come from somebody else.
    init(_ path: String, for purpose: Purpose) throws {
        guard !Files.isLink(path) else { throw RunStoreError.cannotRead(path, ELOOP) }
        self.path = path
        queue = try Self.explained(path) {
            try DatabaseQueue(path: path, configuration: Self.configuration(isReadOnly: purpose == .reading))
        }
    }

    /// A file that exists in memory alone; `name` is what errors call it.
    init(inMemory name: String) throws {
        path = name
        queue = try Self.explained(name) { try DatabaseQueue(configuration: Self.configuration(isReadOnly: false)) }
    }

    private static func configuration(isReadOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            // What the schema of a foreign file says is never run as code.
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        return configuration
    }

    /// Calls `body` with the open file; also from within another `access`.
    func access<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Self.explained(path) { try queue.unsafeReentrantWrite(body) }
    }

    /// Runs `body` as one change of the file.
    func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
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
    func run(_ sql: String, _ values: StatementArguments = [], _ body: ((Row) throws -> Void)? = nil) throws {
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
    func text(_ index: Int) throws -> String { try decode(atIndex: index) }
    /// The whole number in column `index`.
    func integer(_ index: Int) throws -> Int { try decode(atIndex: index) }
    /// The number in column `index`.
    func real(_ index: Int) throws -> Double { try decode(atIndex: index) }
}
