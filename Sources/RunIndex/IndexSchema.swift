import Database
import RunStore
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The tables of `index.sqlite`. Another version's are not converted but made anew from the folders.
enum IndexSchema {
    /// Raised with every change of the tables or of what they hold.
    static let version = 2

    /// What a name stands for, in the order in which a name without a prefix is looked for.
    enum Kind: Int, CaseIterable {
        case parameter, metric, result, table, provenance

        /// What a name begins with that means this kind alone.
        var prefix: String {
            switch self {
            case .parameter: "param."
            case .metric: "metric."
            case .result: "result."
            case .table: "table."
            case .provenance: "provenance."
            }
        }
    }

    private static let tables = """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, mark INTEGER NOT NULL,
            is_open INTEGER NOT NULL, metrics_mark INTEGER NOT NULL, metrics_end INTEGER NOT NULL, steps INTEGER NOT NULL,
            status TEXT NOT NULL, script TEXT NOT NULL, seed NUMERIC NOT NULL, started INTEGER NOT NULL, ended INTEGER,
            determinism TEXT NOT NULL, note TEXT NOT NULL, problem TEXT, document TEXT NOT NULL);
        CREATE INDEX runs_by_start ON runs (started, name);
        CREATE INDEX open_runs ON runs (id) WHERE is_open;
        CREATE TABLE tags (run INTEGER NOT NULL, tag TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (run, tag)) WITHOUT ROWID;
        CREATE TABLE names (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name));
        CREATE TABLE entries (
            run INTEGER NOT NULL, name INTEGER NOT NULL, value, least REAL, greatest REAL, PRIMARY KEY (run, name)
        ) WITHOUT ROWID;
        CREATE TABLE problems (name TEXT PRIMARY KEY, mark INTEGER NOT NULL, sentence TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE state (digest INTEGER NOT NULL, writes INTEGER NOT NULL);
        INSERT INTO state VALUES (0, 0);
        """

    /// Makes the tables in a new file; says of one that has others that it is damaged.
    static func prepare(_ file: SQLiteFile, name: String) throws {
        try becomePatient(file)
        let isCurrent = try file.access { database in
            try Int.fetchOne(database, sql: "PRAGMA user_version") == version
        }
        if isCurrent { return try file.check(schema: [tables]) }
        try file.transaction { database in
            // Another process may have made them in the meantime.
            let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            if found == version { return }
            let isNew = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0
            guard found == 0, isNew else {
                throw RunStoreError(.malformed, "\(name) is of version \(found), not \(version)")
            }
            try database.execute(sql: tables)
            try database.execute(sql: "PRAGMA user_version = \(version)")
        }
    }

    /// Lets readers go on while one process writes. A power cut may take the last changes with it: they are made again from the folders.
    private static func becomePatient(_ file: SQLiteFile) throws {
        var attempts = 100
        while true {
            do {
                try file.access { database in
                    try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
                }
                return
            } catch let error as RunStoreError where error.code == .cannotWrite && attempts > 0 {
                // SQLite does not wait by itself for another process that is just making the same file.
                attempts -= 1
                usleep(20_000)
            }
        }
    }
}
