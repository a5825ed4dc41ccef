package import JSON

/// In what runs differ: parameters, source, environment, metrics and tables. Times are left out, since they always do.
package struct RunDifferences: Sendable {
    /// A name and what each run has there; nil where one has nothing.
    package struct Line: Sendable {
        package let name: String
        package let values: [JSONValue?]
        var isSame: Bool { values.allSatisfy { $0 == values[0] } }
    }

    /// A source file that is not the same in the first run and in another.
    package struct Source: Sendable {
        package let path: String
        /// The other run's number.
        package let run: Int
        /// As `diff -u` shows it; nil where it is too long to compare.
        package let lines: [String]?
    }

    /// No row is told from others by more columns than this.
    private static let mostInKey = 6

    /// A cell of a table that is not the same in all runs.
    package struct Cell: Sendable {
        package let table: String
        /// Counted from 1.
        package let row: Int
        /// What tells the row from the table's others, e.g. policy `base` and temperature 0.2; null where a row has none.
        package let key: [(name: String, value: JSONValue)]
        package let column: String
        package let values: [JSONValue?]
    }

    /// The names of the runs.
    package let runs: [String]
    /// The parameters and the seed, where they differ.
    package let parameters: [Line]
    package let sources: [Source]
    /// The provenance, the determinism and the command line, where they differ.
    package let environment: [Line]
    /// The last value of every metric that any of them has.
    package let metrics: [Line]
    package let cells: [Cell]
    /// How many of each were the same, for the page to say so.
    package let same: (parameters: Int, sources: Int, environment: Int, cells: Int)
    /// What could not be compared, and why.
    package let problems: [String]

    /// Compares two runs or more.
    package init(_ runs: [RunReader]) {
        var problems: [String] = []
        func attempt<Value>(_ fallback: Value, _ body: () throws -> Value) -> Value {
            do { return try body() } catch {
                problems.append("\(error)")
                return fallback
            }
        }
        self.runs = runs.map(\.info.id)
        let parameters = Self.lines(runs.map { Self.parameters($0.info) })
        self.parameters = parameters.filter { !$0.isSame }
        let environment = Self.lines(runs.map { Self.environment($0.info) })
        self.environment = environment.filter { !$0.isSame }
        metrics = Self.lines(
            runs.map { run in
                let overview = attempt(MetricOverview()) { try run.metricOverview() }
                if overview.leavesOutNames {
                    problems.append("\(run.info.id): the series beyond the first \(RecordLimits.names)")
                }
                return JSONObject(overview.columns.filter { !$0.isTime }.map { ($0.name, JSONValue.number($0.last)) })
            })
        let texts = runs.map { run in attempt([:]) { try run.sources() } }
        let sources = Self.sources(runs, texts)
        self.sources = sources.different
        let tables = runs.map { run in
            attempt([:]) {
                Dictionary(uniqueKeysWithValues: try run.tableFiles().map { ($0, try run.table($0).objects) })
            }
        }
        let cells = Self.cells(tables)
        self.cells = cells.different
        same = (
            parameters.count - self.parameters.count, sources.same, environment.count - self.environment.count,
            cells.same
        )
        self.problems = problems
    }

    private static func parameters(_ info: RunInfo) -> JSONObject {
        var object = JSONObject(info.parameters.map { ($0.name, $0.scalar) })
        object["seed"] = info.seedJSON
        return object
    }

    private static func environment(_ info: RunInfo) -> JSONObject {
        var object: JSONObject = ["script": .string(info.script)]
        if let determinism = info.determinism { object["determinism"] = .string(determinism.level) }
        func add(_ part: JSONObject, prefix: String) {
            for member in part.members {
                if let nested = member.value.object {
                    add(nested, prefix: prefix + member.key + ".")
                } else {
                    object[prefix + member.key] = member.value
                }
            }
        }
        add(info.provenance, prefix: "")
        return object
    }

    /// A line for each name in the order of first appearance.
    private static func lines(_ objects: [JSONObject]) -> [Line] {
        var seen: Set<ByteString> = []
        let names = objects.flatMap(\.members).map(\.key).filter { seen.insert(ByteString($0)).inserted }
        return names.map { name in Line(name: name, values: objects.map { $0[name] }) }
    }

    private static func sources(_ runs: [RunReader], _ texts: [[String: String]]) -> (different: [Source], same: Int) {
        // The scripts are compared with each other, also where they have different names.
        let scripts = runs.map { Files.lastComponent($0.info.script) }
        let modules = zip(texts, scripts).flatMap { files, script in files.keys.filter { $0 != script } }
        var (different, same): ([Source], Int) = ([], 0)
        for module in [nil] + Set(modules).sorted().map({ Optional($0) }) {
            let paths = scripts.map { module ?? $0 }
            let files = zip(texts, paths).map { $0[$1] }
            if module == nil, files.allSatisfy({ $0 == nil }) { continue }
            if files.allSatisfy({ $0 == files[0] }) {
                same += 1
                continue
            }
            let names = zip(runs, paths).enumerated().map { index, pair in
                files[index] == nil ? "/dev/null" : "\(pair.0.info.id)/\(pair.1)"
            }
            for run in files.indices.dropFirst() where files[run] != files[0] {
                let lines = LineDifference.unified(files[0] ?? "", files[run] ?? "", from: names[0], to: names[run])
                different.append(Source(path: paths[run], run: run, lines: lines))
            }
        }
        return (different, same)
    }

    private static func cells(_ tables: [[String: [JSONObject]]]) -> (different: [Cell], same: Int) {
        var (different, same): ([Cell], Int) = ([], 0)
        for table in Set(tables.flatMap(\.keys)).sorted() {
            let rows = tables.map { $0[table] ?? [] }
            let count = rows.map(\.count).max() ?? 0
            let lines = (0..<count).map { number in
                self.lines(rows.map { number < $0.count ? $0[number] : JSONObject() }).filter { $0.name != "time" }
            }
            let keys = keys(lines)
            for (number, line) in lines.enumerated() {
                for cell in line where !cell.isSame {
                    different.append(
                        Cell(
                            table: table, row: number + 1, key: keys[number], column: cell.name,
                            values: cell.values))
                }
                same += line.count { $0.isSame }
            }
        }
        return (different, same)
    }

    /// What tells the rows of a table apart: the fewest of its first columns with no difference in any row that do, or two of them where no
    /// number of them does.
    private static func keys(_ rows: [[Line]]) -> [[(name: String, value: JSONValue)]] {
        var (names, seen): ([String], Set<String>) = ([], [])
        let different = Set(rows.flatMap { $0.filter { !$0.isSame }.map(\.name) })
        for line in rows.flatMap({ $0 }) where !different.contains(line.name) && seen.insert(line.name).inserted {
            names.append(line.name)
        }
        names = Array(names.prefix(mostInKey))
        let values = rows.map { row in
            Dictionary(row.map { ($0.name, $0.values[0] ?? .null) }) { first, _ in first }
        }
        let enough = (1...max(1, names.count)).first { count in
            Set(values.map { row in names.prefix(count).map { row[$0] ?? .null } }).count == rows.count
        }
        return values.map { row in names.prefix(enough ?? 2).map { ($0, row[$0] ?? .null) } }
    }
}
