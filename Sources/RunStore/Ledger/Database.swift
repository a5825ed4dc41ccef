import CSQLite

/// A connection to an SQLite file. Belongs to one thread at a time.
final class Database {
    private let connection: OpaquePointer
    private let path: String
    /// Prepared once: preparing takes longer than most of them.
    private var statements: [String: OpaquePointer] = [:]

    /// - Parameter creates: whether a missing file is made.
    init(_ path: String, creates: Bool) throws {
        var connection: OpaquePointer?
        let mode = creates ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        let code = sqlite3_open_v2(path, &connection, mode | SQLITE_OPEN_NOFOLLOW, nil)
        guard code == SQLITE_OK, let connection else {
            defer { sqlite3_close(connection) }
            throw RunStoreError(.cannotRead, "cannot open \(path): \(String(cString: sqlite3_errstr(code)))")
        }
        (self.connection, self.path) = (connection, path)
        sqlite3_busy_timeout(connection, 10_000)
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(connection)
    }

    /// Runs a statement and hands over each row.
    func run(_ sql: String, _ values: [Value] = [], row: (Row) throws -> Void = { _ in }) throws {
        var statement = statements[sql]
        if statement == nil { try check(sqlite3_prepare_v2(connection, sql, -1, &statement, nil)) }
        statements[sql] = statement
        defer { sqlite3_reset(statement) }
        for (index, value) in values.enumerated() { try check(value.bind(to: statement!, at: Int32(index) + 1)) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try row(Row(statement: statement!))
            case SQLITE_DONE: return
            default: throw failure()
            }
        }
    }

    private func check(_ code: Int32) throws { if code != SQLITE_OK { throw failure() } }

    private func failure() -> RunStoreError {
        RunStoreError(.malformed, "cannot use \(path): \(String(cString: sqlite3_errmsg(connection)))")
    }

    /// What a statement's parameter is set to.
    enum Value {
        case text(String), integer(Int), real(Double)

        // SQLite copies the text: the destructor is SQLITE_TRANSIENT.
        fileprivate func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
            switch self {
            case .text(let text):
                sqlite3_bind_text(
                    statement, index, text, Int32(text.utf8.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
            case .integer(let value): sqlite3_bind_int64(statement, index, Int64(value))
            case .real(let value): sqlite3_bind_double(statement, index, value)
            }
        }
    }

    /// A row of a result; its columns count from 0.
    struct Row {
        fileprivate let statement: OpaquePointer

        func text(_ column: Int32) -> String {
            guard let bytes = sqlite3_column_text(statement, column) else { return "" }
            let count = Int(sqlite3_column_bytes(statement, column))
            return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
        }
        func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }
        func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
    }
}
