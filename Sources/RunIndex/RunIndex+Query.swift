import RunStore
import Database
import GRDB
import JSON

extension RunIndex {
    /// Answers `query`.
    ///
    /// - Throws: `RunQueryError` when it names what no run has or cannot be read.
    package func matches(_ query: RunQuery) throws -> RunMatches {
        let filter = try query.filter.map { try RunFilter($0) }
        return try attempt { file in
            try file.access { database in
                let names = try IndexNames(database)
                let condition = try filter?.condition(names) ?? "1"
                var sql: SQL = "SELECT name, status, note, \(IndexField.tag.expression), document"
                for column in query.columns { sql += ", \(try names.field(.init(text: column)).expression)" }
                sql += " FROM runs WHERE \(condition) ORDER BY "
                let direction = query.isAscending ? "ASC" : "DESC"
                if let sort = query.sort {
                    sql += "\(try names.field(.init(text: sort)).sortKey) \(sql: direction) NULLS LAST, "
                }
                sql +=
                    "runs.started \(sql: query.sort == nil ? direction : "DESC"), runs.name \(sql: query.sort == nil ? direction : "DESC")"
                if let limit = query.limit { sql += " LIMIT \(limit)" }
                var matches: [RunMatches.Match] = []
                let rows = try sql.build(database)
                let statement = try database.makeStatement(sql: rows.sql)
                let cursor = try Row.fetchCursor(statement, arguments: rows.arguments)
                while let row = try cursor.next() { matches.append(try match(row, columns: query.columns.count)) }
                if query.withMetrics {
                    let metrics = try lastMetrics(database)
                    for place in matches.indices {
                        matches[place].metrics = metrics[matches[place].info.id] ?? JSONObject()
                    }
                }
                guard matches.count == query.limit else { return RunMatches(matches: matches, total: matches.count) }
                let total: SQL = "SELECT COUNT(*) FROM runs WHERE \(condition)"
                return RunMatches(matches: matches, total: try SQLRequest<Int>(literal: total).fetchOne(database) ?? 0)
            }
        }
    }

    private func match(_ row: Row, columns: Int) throws -> RunMatches.Match {
        let name: String = try row.decode(atIndex: 0)
        let document: String = try row.decode(atIndex: 4)
        guard let object = (try? JSONParser.parse(Array(document.utf8)))?.object,
            let status = RunStatus(rawValue: try row.decode(atIndex: 1))
        else { throw RunStoreError(.malformed, "the index is damaged at \(name)") }
        let info = try RunInfo(object, path: path + "/" + name, id: name, status: status)
        let tags = try row.decode(String?.self, atIndex: 3)?.split(separator: " ").map(String.init) ?? []
        return RunMatches.Match(
            info: info, labels: RunLabels(tags: tags, note: try row.decode(atIndex: 2)),
            values: (5..<5 + columns).map { value(row, at: $0) })
    }

    /// The values of `columns` for the chosen runs, a row each.
    func values(_ columns: [String], of runs: ChosenRuns) throws -> [[IndexValue?]] {
        try runs.access { database, condition in
            let names = try IndexNames(database)
            var sql: SQL = "SELECT runs.id"
            for column in columns { sql += ", \(try names.field(.init(text: column)).expression)" }
            sql += " FROM runs WHERE \(condition) ORDER BY runs.started, runs.name"
            let rows = try sql.build(database)
            var values: [[IndexValue?]] = []
            let cursor = try Row.fetchCursor(try database.makeStatement(sql: rows.sql), arguments: rows.arguments)
            while let row = try cursor.next() { values.append((1...columns.count).map { value(row, at: $0) }) }
            return values
        }
    }

    /// - Throws: `RunQueryError` for a name that no run has.
    func check(_ columns: [String], in runs: ChosenRuns) throws {
        try runs.access { database, _ in
            let names = try IndexNames(database)
            for column in columns { _ = try names.field(.init(text: column)) }
        }
    }

    private func value(_ row: Row, at index: Int) -> IndexValue? {
        let stored: DatabaseValue = row[index]
        if stored.isNull { return nil }
        let value = IndexValue(stored)
        return value == .text("NaN") ? .number(.nan) : value
    }

    /// The last value of each metric of each run, by the run's name.
    private func lastMetrics(_ database: Database) throws -> [String: JSONObject] {
        let cursor = try Row.fetchCursor(
            database,
            sql: """
                SELECT runs.name, names.name, value FROM entries JOIN names ON names.id = entries.name AND kind = ?
                JOIN runs ON runs.id = run ORDER BY names.name
                """, arguments: [IndexSchema.Kind.metric.rawValue])
        var metrics: [String: JSONObject] = [:]
        while let row = try cursor.next() {
            let last = try row.decode(Double?.self, atIndex: 2) ?? .nan
            metrics[try row.decode(atIndex: 0), default: JSONObject()][try row.decode(atIndex: 1)] = .number(last)
        }
        return metrics
    }

    /// What a list is filtered and sorted by, save what each list shows.
    package func shownNames(_ query: RunQuery) throws -> [String] {
        let names =
            try (query.filter.map { try RunFilter($0).names.map(\.text) } ?? []) + (query.sort.map { [$0] } ?? [])
        let own = ["run", "id", "status", "started", "seed", "tag", "tags", "note"]
        return names.filter { !own.contains($0) }
    }

    /// The names of what is measured: members of the results, and metrics save the times.
    package func measures() throws -> [String] {
        try attempt { file in
            try file.access { database in
                let names = try IndexNames(database)
                return names.names(.result) + names.names(.metric).filter { !$0.hasPrefix("time.") }
            }
        }
    }

    /// The names of parameters, metrics and the rest that runs have, by what they are called.
    package func names() throws -> [(kind: String, names: [String])] {
        try attempt { file in
            try file.access { database in
                let names = try IndexNames(database)
                let own = [("every run", IndexField.own.map { $0.names[0] })]
                return own + IndexSchema.Kind.allCases.map { ("\($0)", names.names($0)) }.filter { !$1.isEmpty }
            }
        }
    }

    /// The parameters whose value is not the same in all `runs`.
    func variedParameters(of runs: ChosenRuns) throws -> [String] {
        try runs.access { database, condition in
            let sql: SQL = """
                SELECT names.name FROM runs CROSS JOIN names CROSS JOIN entries ON entries.run = runs.id AND entries.name = names.id
                WHERE names.kind = \(IndexSchema.Kind.parameter.rawValue) AND \(condition) GROUP BY names.id
                HAVING MIN(value) IS NOT MAX(value) OR COUNT(*) < (SELECT COUNT(*) FROM runs WHERE \(condition))
                ORDER BY names.id
                """
            return try SQLRequest<String>(literal: sql).fetchAll(database)
        }
    }

    /// A sentence for each run that cannot be read, or not as a whole.
    package func problems() throws -> [String] {
        let links = links.map { "\(path)/\($0) is a symbolic link, which a run never is" }
        return try attempt { file in
            try file.access { database in
                try String.fetchAll(
                    database,
                    sql: """
                        SELECT sentence FROM (SELECT name, 'left out a run: ' || sentence AS sentence FROM problems
                        UNION ALL SELECT name, 'a part of ' || name || ' was left out: ' || problem FROM runs WHERE problem IS NOT NULL)
                        ORDER BY name
                        """)
            }
        } + links.map { "left out a run: " + $0 }
    }
}
