import JSON
import Rendering
import RunStore

/// In what runs differ, for people and for programs.
struct DifferencesPage {
    /// More different cells of tables than this are counted, not shown.
    private static let cellLimit = 40

    let runs: [RunInfo]
    let differences: RunDifferences

    func text(on terminal: Terminal) -> String {
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
            table.add([line.name] + line.values.map { Self.cell($0) } + (isPair ? [Self.difference(line.values)] : []))
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
        let isPair = runs.count == 2
        var table = TextTable(
            [.init("table"), .init("row", .right), .init("which"), .init("column")]
                + differences.runs.map { .init($0, .right) } + (isPair ? [.init("difference", .right)] : []))
        for cell in cells.prefix(Self.cellLimit) {
            table.add(
                [cell.table, String(cell.row), cell.label, cell.column] + cell.values.map { Self.cell($0) }
                    + (isPair ? [Self.difference(cell.values)] : []))
        }
        var lines = [""] + table.lines(width: terminal.tableWidth, style: terminal.style)
        if cells.count > Self.cellLimit {
            lines.append(
                terminal.style.dim("  and \(count(cells.count - Self.cellLimit, "more cell")); --json has them all"))
        }
        return lines
    }

    private func count(_ number: Int, _ what: String) -> String {
        "\(NumberFormat.grouped(number)) \(what)\(number == 1 ? "" : "s")"
    }

    private static func cell(_ value: JSONValue?) -> String { value.map { $0.cellText } ?? "-" }

    /// The second less the first, with its sign.
    private static func difference(_ values: [JSONValue?]) -> String {
        guard let a = values[0]?.double, let b = values[1]?.double else { return "" }
        let difference = b - a
        return difference == 0 ? "0" : (difference > 0 ? "+" : "") + NumberFormat.short(difference)
    }

    /// The page for programs.
    var json: JSONValue {
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
