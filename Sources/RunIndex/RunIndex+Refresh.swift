import Database
import RunStore
import GRDB

extension RunIndex {
    /// Runs are read and stored this many at a time, so that no process keeps others from the file for long.
    private static let portion = 256

    /// What is to be read again.
    private struct Stale {
        let mark: FileMark
        /// Whether `metrics.jsonl` can only have grown: `run.json` is as it was.
        let continues: Bool
    }

    /// Brings the index up to date with the folders.
    func refresh(_ file: SQLiteFile) throws {
        let state = try file.access { try Row.fetchOne($0, sql: "SELECT digest, writes FROM state") }
        guard let state else { throw RunStoreError(.malformed, "the index has no state") }
        let (digest, writes): (Int, Int) = (try state.decode(atIndex: 0), try state.decode(atIndex: 1))
        var stale = try file.access { try self.staleOpenRuns($0) }
        let scan = try FolderScan(path)
        links = scan.links
        var gone: [String] = []
        let isSame = scan.digest != 0 && digest == scan.digest
        if !isSame {
            var known = try file.access { try self.marks($0) }
            for entry in scan.entries where known.removeValue(forKey: entry.name) != entry.mark || !entry.mark.isSettled
            {
                stale[entry.name] = Stale(mark: entry.mark, continues: false)
            }
            gone = known.keys.sorted()
        }
        let transactions = try store(stale, file)
        guard !isSame else { return }
        try file.transaction { database in
            let writer = IndexWriter(database)
            for name in gone { try writer.remove(name) }
            // What another process stored in the meantime may be older than what was seen here: then the marks are compared next time.
            let isOurs = try Int.fetchOne(database, sql: "SELECT writes FROM state") == writes + transactions
            try database.execute(
                sql: "UPDATE state SET digest = ?, writes = writes + 1", arguments: [isOurs ? scan.digest : 0])
        }
    }

    /// Reads runs and stores them.
    ///
    /// - Returns: in how many transactions.
    private func store(_ stale: [String: Stale], _ file: SQLiteFile) throws -> Int {
        let names = stale.keys.sorted()
        var transactions = 0
        for start in stride(from: 0, to: names.count, by: Self.portion) {
            let read = try names[start..<min(names.count, start + Self.portion)].map { name in
                let known = stale[name]!
                let metrics =
                    known.continues ? try file.access { try MetricSummary.stored($0, run: name) } : MetricSummary()
                return (name, known.mark, Result { try IndexedRun(folder: path + "/" + name, metrics: metrics) })
            }
            try file.transaction { database in
                let writer = IndexWriter(database)
                for (name, mark, outcome) in read {
                    switch outcome {
                    case .success(let run): try writer.store(run, name: name, mark: mark)
                    case .failure(let error): try writer.store(problem: "\(error)", name: name, mark: mark)
                    }
                }
                try database.execute(sql: "UPDATE state SET digest = 0, writes = writes + 1")
            }
            transactions += 1
            if names.count > Self.portion { progress(min(names.count, start + Self.portion), names.count) }
        }
        return transactions
    }

    /// The marks of all runs, and of what looks like one and cannot be read.
    private func marks(_ database: Database) throws -> [String: FileMark] {
        var marks: [String: FileMark] = [:]
        let rows = try Row.fetchCursor(
            database, sql: "SELECT name, mark FROM runs UNION ALL SELECT name, mark FROM problems")
        while let row = try rows.next() {
            marks[try row.decode(atIndex: 0)] = FileMark(stored: try row.decode(atIndex: 1))
        }
        return marks
    }

    /// The runs that have not ended by their own account, and went on or were killed since they were read.
    private func staleOpenRuns(_ database: Database) throws -> [String: Stale] {
        var stale: [String: Stale] = [:]
        let sql = "SELECT name, mark, metrics_mark, status FROM runs WHERE is_open"
        let before = FileMark.settledBefore()
        for row in try Row.fetchAll(database, sql: sql) {
            let (name, status): (String, String) = (try row.decode(atIndex: 0), try row.decode(atIndex: 3))
            let folder = path + "/" + name
            let metrics = FileMark(folder + "/metrics.jsonl", settledBefore: before, missing: 1)
            let stored = FileMark(stored: try row.decode(atIndex: 2))
            let now = RunLock.isHeld(folder: folder) == false ? RunStatus.killed : .running
            if metrics != stored || !metrics.isSettled || now.rawValue != status {
                stale[name] = Stale(mark: FileMark(stored: try row.decode(atIndex: 1)), continues: true)
            }
        }
        return stale
    }
}
