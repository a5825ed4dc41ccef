package import JSON
package import Rendering
package import RunStore

/// In what runs differ, for people and for programs.
package struct DifferencesPage {
    /// More different cells of tables than this are counted, not shown.
    private static let cellLimit = 40

    let runs: [RunInfo]
    package let differences: RunDifferences

    /// A page about `runs`, which are in the order of the differences.
    package init(runs: [RunInfo], differences: RunDifferences) {
        (self.runs, self.differences) = (runs, differences)
    }

    package func text(on terminal: Terminal) -> String {
        let style = terminal.style
        var heads = TextTable([.init("run"), .init("status"), .init("started"), .init("time", .right)])
        for run in runs {
            let time = run.ended == nil ? "" : NumberFormat.duration(run.seconds(now: run.started))
            heads.add([run.id, run.status.rawValue, run.started.local, time])
        }
        var lines = heads.lines(width: terminal.tableWidth, style: style)
        let same = differences.same
        lines += section("parameters", differences.parameters, same: same.parameters, terminal)
        lines += ["", style.bold("source")]
        if differences.sources.isEmpty { lines.append(style.dim("  the same (\(count(same.sources, "file")))")) }
        for source in differences.sources { lines += self.lines(source, style) }
        lines += section("environment", differences.environment, same: same.environment, terminal)
        lines += metrics(terminal) + cells(terminal)
        return lines.map { $0 + "\n" }.joined()
    }

    private func section(_ title: String, _ lines: [RunDifferences.Line], same: Int, _ terminal: Terminal) -> [String] {
        let rest = terminal.style.dim(
            "  \(lines.isEmpty ? "the same" : "the same in all: ")\(lines.isEmpty ? " (\(same))" : "\(same)")")
        guard !lines.isEmpty else { return ["", terminal.style.bold(title), rest] }
        var table = TextTable([.init(title)] + differences.runs.map { .init($0) })
        for line in lines { table.add([line.name] + line.values.map { $0?.exactText ?? "-" }) }
        return [""] + table.lines(width: terminal.tableWidth, style: terminal.style) + (same > 0 ? [rest] : [])
    }

    private func lines(_ source: RunDifferences.Source, _ style: TextStyle) -> [String] {
        guard let lines = source.lines else {
            return ["  " + TextWidth.printable("\(source.path): too many lines differ to show them")]
        }
        return lines.map { line in
            let text = TextWidth.printable(line)
            return switch line.first {
            case "+": style.green(text)
            case "-": style.red(text)
            case "@": style.cyan(text)
            default: text
            }
        }
    }

    private func metrics(_ terminal: Terminal) -> [String] {
        guard !differences.metrics.isEmpty else { return [] }
        let isPair = runs.count == 2
        var table = TextTable(
            [.init("metric (last)")] + differences.runs.map { .init($0, .right) }
                + (isPair ? [.init("difference", .right)] : []))
        for line in differences.metrics {
            table.add([line.name] + Self.texts([line.values], isPair: isPair)[0])
        }
        return [""] + table.lines(width: terminal.tableWidth, style: terminal.style)
    }

    private func cells(_ terminal: Terminal) -> [String] {
        let cells = differences.cells
        if cells.isEmpty {
            guard differences.same.cells > 0 else { return [] }
            return [
                "", terminal.style.bold("tables"),
                terminal.style.dim("  the same (\(count(differences.same.cells, "cell")))"),
            ]
        }
        var (lines, left): ([String], Int) = ([], Self.cellLimit)
        for cells in Self.byTable(cells) where left > 0 {
            lines += ["", terminal.style.cyan(TextWidth.printable(cells[0].table))]
            lines += table(Array(cells.prefix(left))).lines(width: terminal.tableWidth, style: terminal.style)
            left -= cells.count
        }
        if cells.count > Self.cellLimit {
            lines.append(
                terminal.style.dim("  and \(count(cells.count - Self.cellLimit, "more cell")); --json has them all"))
        }
        return lines
    }

    /// The cells of each table, in their order.
    private static func byTable(_ cells: [RunDifferences.Cell]) -> [[RunDifferences.Cell]] {
        cells.reduce(into: []) { tables, cell in
            if tables.last?.last?.table == cell.table {
                tables[tables.count - 1].append(cell)
            } else {
                tables.append([cell])
            }
        }
    }

    /// The different cells of one table: what tells their rows apart, which column it is, and what each run has there.
    private func table(_ cells: [RunDifferences.Cell]) -> TextTable {
        let isPair = runs.count == 2
        var table = TextTable(
            [.init("row", .right)] + cells[0].key.map { .init($0.name, $0.value.double == nil ? .left : .right) }
                + [.init("column")] + differences.runs.map { .init($0, .right) }
                + (isPair ? [.init("difference", .right)] : []))
        // Cells of one column are written alike, as they would be in their table.
        var texts: [[String]] = Array(repeating: [], count: cells.count)
        for places in Dictionary(grouping: cells.indices, by: { cells[$0].column }).values {
            for (place, text) in zip(places, Self.texts(places.map { cells[$0].values }, isPair: isPair)) {
                texts[place] = text
            }
        }
        for (cell, text) in zip(cells, texts) {
            table.add([String(cell.row)] + cell.key.map(\.value.cellText) + [cell.column] + text)
        }
        return table
    }

    private func count(_ number: Int, _ what: String) -> String {
        "\(NumberFormat.grouped(number)) \(what)\(number == 1 ? "" : "s")"
    }

    /// The cells of some lines, all numbers alike; with the second less the first behind where the lines are of a pair.
    private static func texts(_ lines: [[JSONValue?]], isPair: Bool) -> [[String]] {
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

    /// The page for programs.
    package var json: JSONValue {
        func values(_ values: [JSONValue?]) -> JSONValue {
            .object(JSONObject(zip(differences.runs, values).map { ($0, $1 ?? .null) }))
        }
        func object(_ lines: [RunDifferences.Line]) -> JSONValue {
            .object(JSONObject(lines.map { ($0.name, values($0.values)) }))
        }
        let sources = differences.sources.map { source -> JSONValue in
            let text = source.lines.map { JSONValue.string($0.map { $0 + "\n" }.joined()) } ?? .null
            return ["path": .string(source.path), "run": .string(differences.runs[source.run]), "diff": text]
        }
        let cells = differences.cells.map { cell -> JSONValue in
            [
                "table": .string(cell.table), "row": .int(cell.row), "column": .string(cell.column),
                "values": values(cell.values),
            ]
        }
        return [
            "runs": .array(differences.runs.map { .string($0) }), "parameters": object(differences.parameters),
            "source": .array(sources), "environment": object(differences.environment),
            "metrics": object(differences.metrics), "tables": .array(cells),
        ]
    }
}
