import RunStore
import JSON

/// What the index keeps of a run, read from its folder.
struct IndexedRun {
    /// A value by which runs are found and sorted.
    struct Entry {
        let kind: IndexSchema.Kind
        let name: String
        let value: IndexValue
        var least: Double?
        var greatest: Double?
    }

    /// Text longer than this is nothing to search for.
    private static let longestText = 1000
    /// No run is found by more values than this.
    private static let mostEntries = 4 * RecordLimits.names

    let info: RunInfo
    let labels: RunLabels
    let metrics: MetricSummary
    let metricsMark: FileMark
    private(set) var entries: [Entry] = []
    /// What could not be read, while the rest could.
    private(set) var problem: String?

    /// Reads the run in `folder`.
    ///
    /// - Parameter metrics: what is known of its metrics already.
    /// - Throws: `RunStoreError` when there is none that can be read.
    init(folder: String, metrics known: MetricSummary) throws {
        let metricsPath = folder + "/metrics.jsonl"
        // The mark first: what changes while it is read is read again next time.
        metricsMark = FileMark(metricsPath, settledBefore: FileMark.settledBefore(), missing: 1)
        let run = try RunReader(folder: folder)
        info = run.info
        var (labels, metrics) = (RunLabels(), known)
        var problems: [String] = []
        func attempt(_ body: () throws -> Void) {
            do { try body() } catch { problems.append("\(error)") }
        }
        attempt { labels = try RunLabels(folder: folder) }
        attempt { try metrics.update(metricsPath) }
        (self.labels, self.metrics) = (labels, metrics)
        if metrics.leavesOutNames {
            problems.append("\(metricsPath) names more than the \(RecordLimits.names) series that are read")
        }
        problems += info.notes
        for parameter in info.parameters { add(.parameter, parameter.name, parameter.scalar, depth: 0) }
        for (name, series) in metrics.series {
            entries.append(
                Entry(
                    kind: .metric, name: name, value: .number(series.last), least: series.least,
                    greatest: series.greatest))
        }
        attempt { try addTables(run) }
        addResult(info.result)
        addProvenance()
        problem = problems.first
    }

    /// The last row of each table, as `TABLE.COLUMN`.
    private mutating func addTables(_ run: RunReader) throws {
        for name in try run.tableFiles() {
            guard let row = try RecordLines.last(of: run.folder + "/tables/\(name).jsonl") else { continue }
            for member in row.members { add(.table, name + "." + member.key, member.value, depth: 1) }
        }
    }

    private mutating func addResult(_ result: JSONValue) {
        if let object = result.object {
            for member in object.members { add(.result, member.key, member.value) }
        } else {
            add(.result, "result", result)
        }
    }

    /// The provenance, and whatever else `run.json` says in one word.
    private mutating func addProvenance() {
        let known: Set = ["format", "id", "script", "status", "seed", "started", "ended", "result"]
        for member in info.json.members where !known.contains(member.key) {
            if member.key == "provenance" {
                for part in info.provenance.members { add(.provenance, part.key, part.value) }
            } else if member.key == "sweep" {
                // The sweep's name, and the trial's number and arm, by these words.
                for part in info.sweep?.members ?? [] { add(.provenance, part.key, part.value) }
            } else if member.value.array == nil, member.value.object == nil {
                add(.provenance, member.key, member.value)
            }
        }
    }

    private mutating func add(_ kind: IndexSchema.Kind, _ name: String, _ value: JSONValue, depth: Int = 3) {
        if let object = value.object, depth > 0 {
            for member in object.members { add(kind, name + "." + member.key, member.value, depth: depth - 1) }
        } else if let value = IndexValue(value), name.utf8.count <= 200, entries.count < Self.mostEntries {
            if case .text(let text) = value, text.utf8.count > Self.longestText { return }
            entries.append(Entry(kind: kind, name: name, value: value))
        }
    }
}
