package import RunStore
import JSON
import Rendering

extension Page {
    /// In what runs differ, and what each solves more than the first in evaluations that both have.
    package init(comparing runs: [RunReader]) {
        let builder = DifferencesPage(runs: runs.map(\.info), differences: RunDifferences(runs))
        let evaluations = ComparedEvaluations(runs)
        self.init(builder.sections + evaluations.sections)
        notes = builder.differences.problems.map { "not compared: \($0)" } + evaluations.notes
    }
}

/// Puts together the page about what runs differ in.
private struct DifferencesPage {
    /// More different cells of tables than this are counted, not shown.
    private static let cellLimit = 40

    let runs: [RunInfo]
    let differences: RunDifferences
    private var isPair: Bool { runs.count == 2 }

    var sections: [Page.Section] {
        let same = differences.same
        return [
            heads, section("parameters", differences.parameters, same: same.parameters), source,
            section("environment", differences.environment, same: same.environment), metrics,
        ] + tables
    }

    private var heads: Page.Section {
        var table = Table([.init("run"), .init("status"), .init("started"), .init("time", isNumeric: true)])
        for run in runs {
            let time = run.ended == nil ? "" : NumberFormat.duration(run.seconds(now: run.started))
            table.add([.init(run.id), .init(run.status.rawValue), .init(run.started.local), .init(time)])
        }
        return .init("runs", data: .array(differences.runs.map { .string($0) }), [.table(table)])
    }

    private func section(_ title: String, _ lines: [RunDifferences.Line], same: Int) -> Page.Section {
        let data = object(lines)
        guard !lines.isEmpty else {
            return .init(
                title, data: data, heading: .line(Text(title, .heading)), [.line(Text("  the same (\(same))", .aside))])
        }
        var table = Table([.init(title)] + differences.runs.map { .init($0) })
        for line in lines {
            table.add([.init(line.name)] + line.values.map { .init($0?.exactText ?? "-", $0 ?? .null) })
        }
        return .init(
            title, data: data,
            [.table(table)] + (same > 0 ? [.line(Text("  the same in all: \(same)", .aside))] : []))
    }

    private var source: Page.Section {
        let data = differences.sources.map { source -> JSONValue in
            let text = source.lines.map { JSONValue.string($0.map { $0 + "\n" }.joined()) } ?? .null
            return ["path": .string(source.path), "run": .string(differences.runs[source.run]), "diff": text]
        }
        var section = Page.Section("source", data: .array(data), heading: .line(Text("source", .heading)))
        if differences.sources.isEmpty {
            section.blocks = [.line(Text("  the same (\(count(differences.same.sources, "file")))", .aside))]
        }
        for source in differences.sources {
            section.blocks.append(
                source.lines.map { .difference($0) }
                    ?? .line(Text("  \(source.path): too many lines differ to show them")))
        }
        return section
    }

    private var metrics: Page.Section {
        var section = Page.Section("metrics", data: object(differences.metrics))
        guard !differences.metrics.isEmpty else { return section }
        var table = Table(
            [.init("metric", title: "metric (last)")] + differences.runs.map { .init($0, isNumeric: true) }
                + (isPair ? [.init("difference", isNumeric: true)] : []))
        for line in differences.metrics {
            table.add([.init(line.name)] + texts([line.values])[0].map { .init($0) })
        }
        section.blocks = [.table(table)]
        return section
    }

    private var tables: [Page.Section] {
        let cells = differences.cells
        let data = cells.map { cell -> JSONValue in
            [
                "table": .string(cell.table), "row": .int(cell.row), "column": .string(cell.column),
                "values": values(cell.values),
            ]
        }
        var sections = [Page.Section("tables", data: .array(data))]
        if cells.isEmpty, differences.same.cells > 0 {
            sections[0].heading = .line(Text("tables", .heading))
            sections[0].blocks = [.line(Text("  the same (\(count(differences.same.cells, "cell")))", .aside))]
        }
        var left = Self.cellLimit
        for cells in byTable(cells) where left > 0 {
            sections.append(
                .init(heading: .line(Text(cells[0].table, .name)), [.table(table(Array(cells.prefix(left))))]))
            left -= cells.count
        }
        if cells.count > Self.cellLimit {
            let more = count(cells.count - Self.cellLimit, "more cell")
            sections[sections.count - 1].blocks.append(.line(Text("  and \(more); --json has them all", .aside)))
        }
        return sections
    }

    /// The cells of each table, in their order.
    private func byTable(_ cells: [RunDifferences.Cell]) -> [[RunDifferences.Cell]] {
        cells.reduce(into: []) { tables, cell in
            if tables.last?.last?.table == cell.table {
                tables[tables.count - 1].append(cell)
            } else {
                tables.append([cell])
            }
        }
    }

    /// The different cells of one table: what tells their rows apart, which column it is, and what each run has there.
    private func table(_ cells: [RunDifferences.Cell]) -> Table {
        var table = Table(
            [.init("row", isNumeric: true)] + cells[0].key.map { .init($0.name, isNumeric: $0.value.double != nil) }
                + [.init("column")] + differences.runs.map { .init($0, isNumeric: true) }
                + (isPair ? [.init("difference", isNumeric: true)] : []))
        // Cells of one column are written alike, as they would be in their table.
        var texts: [[String]] = Array(repeating: [], count: cells.count)
        for places in Dictionary(grouping: cells.indices, by: { cells[$0].column }).values {
            for (place, text) in zip(places, self.texts(places.map { cells[$0].values })) { texts[place] = text }
        }
        for (cell, text) in zip(cells, texts) {
            table.add(
                [.init(cell.row)] + cell.key.map { .init($0.value.cellText, $0.value) }
                    + [.init(cell.column)] + text.map { .init($0) })
        }
        return table
    }

    /// The cells of some lines, all numbers alike; with the second less the first behind where the lines are of a pair.
    private func texts(_ lines: [[JSONValue?]]) -> [[String]] {
        let differences = lines.map { values -> Double? in
            guard isPair, let a = values[0]?.double, let b = values[1]?.double else { return nil }
            return b - a
        }
        let numbers = lines.flatMap { $0.compactMap { $0?.double } } + differences.compactMap { $0 }
        var texts = NumberFormat.column(numbers)[...]
        let cells = lines.map { values in
            values.map { value in value?.double == nil ? value?.cellText ?? "-" : texts.removeFirst() }
        }
        guard isPair else { return cells }
        return zip(cells, differences).map { cells, difference in
            guard let difference else { return cells + [""] }
            let text = texts.removeFirst()
            return cells + [difference > 0 ? "+" + text : difference == 0 ? "0" : text]
        }
    }

    private func count(_ number: Int, _ what: String) -> String {
        "\(NumberFormat.grouped(number)) \(what)\(number == 1 ? "" : "s")"
    }

    private func values(_ values: [JSONValue?]) -> JSONValue {
        .object(JSONObject(zip(differences.runs, values).map { ($0, $1 ?? .null) }))
    }

    private func object(_ lines: [RunDifferences.Line]) -> JSONValue {
        .object(JSONObject(lines.map { ($0.name, values($0.values)) }))
    }
}
