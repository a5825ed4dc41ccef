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
        var configuration = Configuration()
        configuration.readonly = purpose == .reading
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            // What the schema of a foreign file says is never run as code.
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        self.path = path
        queue = try Self.explained(path) { try DatabaseQueue(path: path, configuration: configuration) }
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

    private static func explained<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw RunStoreError(.malformed, "cannot use \(path): \(error.message ?? "\(error.resultCode)")")
        } catch is RowDecodingError {
            throw RunStoreError(.malformed, "cannot use \(path): a value in it is none that Assay writes")
        }
    }
}
