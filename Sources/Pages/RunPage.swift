package import RunStore
import JSON
import Rendering

extension Page {
    /// A run at a glance: how it stands, its parameters, tables, metrics, and where to look further. What cannot be read is left out, and said in
    /// the notes.
    package init(run: RunReader, now: Timestamp) { self = RunPage(run, now: now).page }
}

/// Puts together the page about a run.
private struct RunPage {
    /// Further rows of a table are counted, not shown.
    private static let mostRows = 1000

    private(set) var page = Page()
    private let run: RunReader
    private var info: RunInfo { run.info }
    private var torn: [String] = []

    init(_ run: RunReader, now: Timestamp) {
        self.run = run
        let labels = attempt(RunLabels()) { try $0.labels() }
        page.sections.append(.init("run", data: .object(info.json), head(labels, now: now)))
        page.sections.append(.init("tags", data: .array(labels.tags.map { .string($0) })))
        page.sections.append(.init("note", data: .string(labels.note)))
        page.sections.append(.init("folder", data: .string(run.folder)))
        if let error = info.error { page.sections.append(.init([.verbatim(error, .bad)])) }
        addParameters()
        let tables = addTables()
        addMetrics()
        addServed()
        page.sections.append(.init("tables", data: .object(JSONObject(tables))))
        addRest()
        // While it runs, a piece may be half written at any moment: that is nothing to tell.
        if info.status != .running { page.notes += torn.map { "\($0) is cut off and was left out" } }
        page.notes += info.notes
    }

    /// What `body` reads; where it cannot, a note says so.
    private mutating func attempt<Value>(_ fallback: Value, _ body: (RunReader) throws -> Value) -> Value {
        do { return try body(run) } catch {
            page.notes.append("left out: \(error)")
            return fallback
        }
    }

    private func head(_ labels: RunLabels, now: Timestamp) -> [Page.Block] {
        let time = NumberFormat.duration(info.seconds(now: now))
        let status =
            switch info.status {
            case .running: Text("running for \(time)", .doubtful)
            case .completed: Text("completed in \(time)", .good)
            case .failed: Text("failed after \(time)", .bad)
            case .pruned: Text("stopped early by its sweep after \(time)", .good)
            case .interrupted: Text("interrupted after \(time)", .doubtful)
            case .killed: Text("killed: its process ended without a word", .bad)
            }
        var lines = ["\(info.script), started \(info.started.local), seed \(info.seed)"]
        if let old = info.rerunOf { lines.append("runs \(old) again") }
        if let sweep = info.sweep, let name = sweep["sweep"]?.string, let trial = sweep["trial"]?.int {
            let arm = sweep["arm"]?.string.map { ", \($0)" } ?? ""
            lines.append("trial \(trial) of the sweep \(name)\(arm)")
        }
        if !info.resumed.isEmpty { lines.append("resumed \(info.resumed.map(\.local).joined(separator: ", "))") }
        if case .killed = info.status { lines.append("go on with it: assay resume \(ShellWord.quoted(info.id))") }
        if let determinism = info.determinism {
            lines.append("determinism: \(determinism.level) (\(determinism.reason))")
        }
        if !labels.tags.isEmpty { lines.append("tags: \(labels.tags.joined(separator: " "))") }
        if !labels.note.isEmpty { lines.append("note: \(labels.note)") }
        if info.result != .null { lines.append("result: \(info.result.cellText)") }
        return [.line(Text(info.id, .heading) + "  " + status)] + lines.map { .line(Text($0)) }
    }

    private mutating func addParameters() {
        guard !info.parameters.isEmpty else { return }
        let width = info.parameters.map { TextWidth.columns($0.name) }.max() ?? 0
        let lines = info.parameters.map { parameter -> Page.Block in
            let text = TextWidth.pad(parameter.name, to: width) + "  " + parameter.valueText
            guard parameter.isSet else { return .line(Text("  " + text)) }
            return .line(
                Text("* " + text, .heading) + Text("  (set; default \(parameter.defaultText))", .aside))
        }
        page.sections.append(.init(heading: .line(Text("parameters", .heading)), lines))
    }

    /// Adds the tables for people.
    ///
    /// - Returns: them for programs.
    private mutating func addTables() -> [(String, JSONValue)] {
        var all: [(String, JSONValue)] = []
        for name in attempt([], { try $0.tableNames() }) {
            guard let lines = attempt(nil, { try $0.table(name) }) else { continue }
            if lines.isTorn { torn.append("the last row of \"\(name)\"") }
            let rows = lines.objects
            all.append((name, .array(rows.map { .object($0) })))
            let table = Table(rows: Array(rows.prefix(Self.mostRows)))
            var blocks: [Page.Block] = [.table(table)]
            if rows.count > Self.mostRows {
                let more = NumberFormat.grouped(rows.count - Self.mostRows)
                blocks.append(.line(Text("\(more) more rows; assay export writes them all", .aside)))
            }
            if table.columns.count == RecordedColumns.most {
                page.notes.append("\"\(name)\" may have more than the \(table.columns.count) columns that are shown")
            }
            page.sections.append(.init(heading: .line(Text(name, .name)), blocks))
        }
        return all
    }

    private mutating func addMetrics() {
        let metrics = attempt(MetricOverview()) { try $0.metricOverview() }
        if metrics.isTorn { torn.append("the last step of the metrics") }
        if metrics.leavesOutNames {
            page.notes.append("the metrics name more than the \(RecordLimits.names) series that are shown")
        }
        page.sections.append(.init("steps", data: .int(metrics.count)))
        let last = metrics.columns.map { ($0.name, JSONValue.number($0.last)) }
        var section = Page.Section("last_metrics", data: .object(JSONObject(last)))
        if !metrics.columns.isEmpty {
            var table = Table([
                .init("metric"), .init("last", isNumeric: true),
                .init("values", title: "over \(NumberFormat.grouped(metrics.count)) steps"),
            ])
            for column in metrics.columns {
                table.add([
                    .init(column.name), .init(NumberFormat.short(column.last), .number(column.last)),
                    .init(series: column.values),
                ])
            }
            section.blocks.append(.table(table))
        }
        if metrics.columns.contains(where: { $0.stride > 1 }) {
            let most = MetricOverview.most
            section.blocks.append(
                .paragraph(
                    "of series with more than \(NumberFormat.grouped(most)) values, at least "
                        + "\(NumberFormat.grouped(most / 2)) evenly spaced ones are drawn", .aside))
        }
        page.sections.append(section)
    }

    /// What models behind servers took, and what that cost where prices were given.
    private mutating func addServed() {
        let served = (info.provenance["served"]?.array ?? []).compactMap(\.object)
        guard !served.isEmpty else { return }
        var table = Table(
            [.init("model")]
                + ["answers", "requests", "retries", "prompt tokens", "completion tokens", "cost"].map {
                    .init($0, isNumeric: true)
                })
        for row in served.prefix(Self.mostRows) {
            let counts = ["answers", "requests", "retries", "prompt_tokens", "completion_tokens"].map {
                Table.Cell(NumberFormat.grouped(row[$0]?.int ?? 0))
            }
            let cost = row["cost"]?.double.map { Table.Cell(NumberFormat.short($0)) } ?? Table.Cell("")
            table.add([.init(row["model"]?.string ?? "")] + counts + [cost])
        }
        page.sections.append(
            .init(
                "served", data: .array(served.map { .object($0) }), heading: .line(Text("served models", .heading)),
                [.table(table)]))
    }

    private mutating func addRest() {
        let plots = attempt([], { try $0.plotNames() }).map { run.plotPath($0, "svg") }
        let artifacts = attempt([], { try $0.artifactNames() })
        let episodes = attempt(nil) { try $0.episodes() }
        if episodes?.isTorn == true { torn.append("the last batch of episodes") }
        page.sections.append(.init("plots", data: .array(plots.map { .string($0) })))
        page.sections.append(.init("artifacts", data: .array(artifacts.map { .string($0) })))
        page.sections.append(.init("episodes", data: .int(episodes?.count ?? 0)))
        var lines = plots.map { "plot      \($0)" } + artifacts.map { "artifact  \(run.folder)/artifacts/\($0)" }
        let id = ShellWord.quoted(info.id)
        if let episodes, episodes.count > 0 {
            let origins = episodes.origins
            lines.append("episodes  \(NumberFormat.grouped(episodes.count)): \(EpisodeOrigin.summary(origins))")
            let example = origins.last { !$0.origin.options.isEmpty }?.origin.options ?? ""
            lines.append("          assay show \(id) --episode 1\(example)")
        }
        if run.hasCells { lines.append("notebook  assay show \(id) --cells") }
        lines.append("folder    \(run.folder)")
        page.sections.append(.init(lines.map { .line(Text($0, .aside)) }))
    }
}

extension EpisodeOrigin {
    /// `updates 1 to 120, evaluation "base" (300)`
    static func summary(_ origins: [(origin: EpisodeOrigin, count: Int)]) -> String {
        // By trainer, in the order in which they first appear.
        var trainers: [(name: String?, updates: [Int])] = [], evaluations: [String] = []
        for (origin, count) in origins {
            switch origin {
            case .update(let number, let trainer):
                if let index = trainers.firstIndex(where: { $0.name == trainer }) {
                    trainers[index].updates.append(number)
                } else {
                    trainers.append((trainer, [number]))
                }
            case .evaluation, .samples, .play: evaluations.append("\(origin.label) (\(NumberFormat.grouped(count)))")
            }
        }
        let parts = trainers.map { trainer in
            let first = trainer.updates.min() ?? 0, last = trainer.updates.max() ?? 0
            let name = trainer.name.map { " of \"\($0)\"" } ?? ""
            return (first == last ? "update \(first)" : "updates \(first) to \(last)") + name
        }
        return (parts + evaluations).joined(separator: ", ")
    }

    /// The options of `assay show` that ask for it.
    var options: String {
        switch self {
        case .update(let number, let trainer):
            " --update \(number)" + (trainer.map { " --trainer \(ShellWord.quoted($0))" } ?? "")
        case .play(let name): " --play \(ShellWord.quoted(name))"
        case .evaluation(let name): " --evaluation \(ShellWord.quoted(name))"
        case .samples: ""
        }
    }
}
