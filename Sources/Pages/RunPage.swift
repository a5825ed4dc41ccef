package import JSON
package import Rendering
package import RunStore

/// A run at a glance.
package struct RunPage {
    /// Further rows of a table are counted, not shown.
    private static let mostRows = 1000

    let info: RunInfo
    let folder: String
    private let tables: [(name: String, rows: [JSONObject])]
    private let metrics: MetricOverview
    private let plots: [String]
    private let artifacts: [String]
    private let episodes: EpisodeFile
    private let hasCells: Bool
    private let labels: RunLabels
    /// What was left out, and why.
    package private(set) var notes: [String] = []

    package init(_ run: RunReader) throws {
        (info, folder) = (run.info, run.folder)
        var torn: [String] = []
        tables = try run.tableNames().map { name in
            let lines = try run.table(name)
            if lines.isTorn { torn.append("the last row of \"\(name)\"") }
            return (name, lines.objects)
        }
        metrics = try run.metricOverview()
        episodes = try run.episodes()
        plots = try run.plotNames().map { run.plotPath($0, "svg") }
        artifacts = try run.artifactNames()
        hasCells = run.hasCells
        labels = try run.labels()
        if metrics.isTorn { torn.append("the last step of the metrics") }
        if episodes.isTorn { torn.append("the last batch of episodes") }
        // While it runs, a piece may be half written at any moment: that is nothing to tell.
        if run.info.status != .running { notes = torn.map { "\($0) is cut off and was left out" } }
        notes += run.info.notes
        if metrics.leavesOutNames {
            notes.append("the metrics name more than the \(RecordLimits.names) series that are shown")
        }
        for table in tables where Self.hasTooManyColumns(table.rows) {
            notes.append("\"\(table.name)\" has more than the \(TextTable.mostColumns) columns that are shown")
        }
    }

    private static func hasTooManyColumns(_ rows: [JSONObject]) -> Bool {
        var names: Set<String> = []
        return rows.contains { row in
            for member in row.members { names.insert(member.key) }
            return names.count > TextTable.mostColumns
        }
    }

    package func text(on terminal: Terminal, now: Timestamp) -> String {
        let style = terminal.style
        var lines = header(style, now: now)
        if !info.parameters.isEmpty { lines += ["", style.bold("parameters")] + parameterLines(style) }
        for table in tables {
            lines += ["", style.cyan(TextWidth.printable(table.name))]
            lines += TextTable(rows: Array(table.rows.prefix(Self.mostRows))).lines(
                width: terminal.tableWidth, style: style)
            if table.rows.count > Self.mostRows {
                let more = NumberFormat.grouped(table.rows.count - Self.mostRows)
                lines.append(style.dim("\(more) more rows; assay export writes them all"))
            }
        }
        if !metrics.columns.isEmpty { lines += [""] + metricLines(terminal) }
        lines += more(style)
        return lines.map { $0 + "\n" }.joined()
    }

    private func header(_ style: TextStyle, now: Timestamp) -> [String] {
        let time = NumberFormat.duration(info.seconds(now: now))
        let status =
            switch info.status {
            case .running: style.yellow("running for \(time)")
            case .completed: style.green("completed in \(time)")
            case .failed: style.red("failed after \(time)")
            case .interrupted: style.yellow("interrupted after \(time)")
            case .killed: style.red("killed: its process ended without a word")
            }
        var lines = [
            style.bold(TextWidth.printable(info.id)) + "  " + status,
            TextWidth.printable("\(info.script), started \(info.started.local), seed \(info.seed)"),
        ]
        if let old = info.rerunOf { lines.append(TextWidth.printable("runs \(old) again")) }
        if !info.resumed.isEmpty {
            lines.append(TextWidth.printable("resumed \(info.resumed.map(\.local).joined(separator: ", "))"))
        }
        if case .killed = info.status { lines.append("go on with it: assay resume \(ShellWord.quoted(info.id))") }
        if let determinism = info.determinism {
            lines.append(TextWidth.printable("determinism: \(determinism.level) (\(determinism.reason))"))
        }
        if !labels.tags.isEmpty { lines.append(TextWidth.printable("tags: \(labels.tags.joined(separator: " "))")) }
        if !labels.note.isEmpty { lines.append(TextWidth.printable("note: \(labels.note)")) }
        if info.result != .null { lines.append(TextWidth.printable("result: \(info.result.cellText)")) }
        if let error = info.error {
            lines += [""] + TextWidth.printable(error).split(separator: "\n").map { style.red(String($0)) }
        }
        return lines
    }

    private func parameterLines(_ style: TextStyle) -> [String] {
        let width = info.parameters.map { TextWidth.columns($0.name) }.max() ?? 0
        return info.parameters.map { parameter in
            let text = TextWidth.printable(TextWidth.pad(parameter.name, to: width) + "  " + parameter.value.exactText)
            guard parameter.isSet else { return "  " + text }
            let usual = TextWidth.printable(parameter.defaultValue.exactText)
            return style.bold("* " + text) + style.dim("  (set; default \(usual))")
        }
    }

    private func metricLines(_ terminal: Terminal) -> [String] {
        let steps = NumberFormat.grouped(metrics.count)
        var table = TextTable([.init("metric"), .init("last", .right), .init("over \(steps) steps")])
        for column in metrics.columns {
            let spark = Sparkline.render(column.values, width: min(40, max(10, terminal.width - 40)))
            table.add([column.name, NumberFormat.short(column.last), spark])
        }
        let lines = table.lines(width: terminal.tableWidth, style: terminal.style)
        guard metrics.columns.contains(where: { $0.stride > 1 }) else { return lines }
        let most = MetricOverview.most
        let note =
            "of series with more than \(NumberFormat.grouped(most)) values, at least "
            + "\(NumberFormat.grouped(most / 2)) evenly spaced ones are drawn"
        return lines + TextWidth.wrap(note, to: terminal.width).map { terminal.style.dim($0) }
    }

    private func more(_ style: TextStyle) -> [String] {
        var lines = plots.map { "plot      \($0)" } + artifacts.map { "artifact  \(folder)/artifacts/\($0)" }
        if episodes.count > 0 {
            lines.append("episodes  \(NumberFormat.grouped(episodes.count)): \(Self.describe(episodes.origins))")
            let example = episodes.origins.last.map { Self.options($0.origin) } ?? ""
            lines.append("          assay show \(ShellWord.quoted(info.id)) --episode 1\(example)")
        }
        if hasCells { lines.append("notebook  assay show \(ShellWord.quoted(info.id)) --cells") }
        lines.append("folder    \(folder)")
        return [""] + lines.map { style.dim(TextWidth.printable($0)) }
    }

    /// `updates 1 to 120, evaluation "base" (300)`
    package static func describe(_ origins: [(origin: EpisodeOrigin, count: Int)]) -> String {
        var (updates, evaluations): ([Int], [String]) = ([], [])
        for (origin, count) in origins {
            switch origin {
            case .update(let number): updates.append(number)
            case .evaluation(let name): evaluations.append("evaluation \"\(name)\" (\(NumberFormat.grouped(count)))")
            }
        }
        var parts: [String] = []
        if let first = updates.min(), let last = updates.max() {
            parts.append(first == last ? "update \(first)" : "updates \(first) to \(last)")
        }
        return (parts + evaluations).joined(separator: ", ")
    }

    package static func options(_ origin: EpisodeOrigin) -> String {
        switch origin {
        case .update(let number): " --update \(number)"
        case .evaluation(let name): " --evaluation \(ShellWord.quoted(name))"
        }
    }

    /// The page for programs.
    package var json: JSONValue {
        let last = metrics.columns.map { ($0.name, JSONValue.number($0.last)) }
        return [
            "run": .object(info.json), "tags": .array(labels.tags.map { .string($0) }), "note": .string(labels.note),
            "folder": .string(folder), "steps": .int(metrics.count),
            "last_metrics": .object(JSONObject(last)),
            "tables": .object(JSONObject(tables.map { ($0.name, .array($0.rows.map { .object($0) })) })),
            "plots": .array(plots.map { .string($0) }), "artifacts": .array(artifacts.map { .string($0) }),
            "episodes": .int(episodes.count),
        ]
    }
}
