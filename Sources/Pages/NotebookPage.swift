package import JSON
package import Rendering
package import RunStore

/// A run as a notebook: each cell's source and what came of it.
package struct NotebookPage {
    let run: RunReader
    let cells: [Cell]

    package init(run: RunReader, cells: [Cell]) { (self.run, self.cells) = (run, cells) }

    package func text(on terminal: Terminal) -> String {
        if cells.isEmpty { return "no cells in \(run.info.id): it ended before its script began\n" }
        var lines: [String] = []
        for (index, cell) in cells.enumerated() {
            if index > 0 { lines.append("") }
            lines += head(cell, number: index + 1, terminal) + source(cell, terminal.style)
            for item in cell.items {
                lines += [""] + self.lines(item, cell: index, terminal)
            }
        }
        if let error = run.info.error {
            lines += [""] + TextWidth.printable(error).split(separator: "\n").map { terminal.style.red(String($0)) }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The cells for programs.
    package var json: JSONValue { .array(cells.map(\.json)) }

    private func head(_ cell: Cell, number: Int, _ terminal: Terminal) -> [String] {
        let title = cell.title.isEmpty ? "cell \(number)" : TextWidth.printable(cell.title)
        let time = cell.seconds.map { NumberFormat.duration($0) }
        let note = time ?? (cell.source.isEmpty ? "" : run.info.status == .running ? "running" : "did not end")
        let room = max(1, terminal.width - TextWidth.columns(title) - TextWidth.columns(note) - 6)
        let line = "── " + terminal.style.bold(title) + " " + String(repeating: "─", count: room)
        return [note.isEmpty ? line : line + " " + terminal.style.dim(note)]
    }

    private func source(_ cell: Cell, _ style: TextStyle) -> [String] {
        guard !cell.source.isEmpty else { return [] }
        var source = cell.source.split(separator: "\n", omittingEmptySubsequences: false)
        while source.last?.isEmpty == true { source.removeLast() }
        return source.enumerated().map { index, line in
            let number = TextWidth.pad(String(cell.line &+ index), to: 4, right: true)
            return style.dim(number + " │ ") + style.cyan(TextWidth.printable(String(line)))
        }
    }

    private func lines(_ item: Cell.Item, cell: Int, _ terminal: Terminal) -> [String] {
        do {
            switch item {
            case .printed(let text):
                var text = TextWidth.printable(text)
                if text.last == "\n" { text.removeLast() }
                return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            case .note(let text):
                return TextWidth.wrap(TextWidth.printable(text), to: terminal.width)
            case .artifact(let name):
                return [TextWidth.printable("artifact  \(run.folder)/artifacts/\(name)")]
            case .plot(let name):
                let height = 10
                return TerminalPlot.lines(
                    try run.plot(name), width: min(terminal.width, 80), height: height, style: terminal.style)
                    + [terminal.style.dim(TextWidth.printable(run.plotPath(name, "svg")))]
            case .table(let name, let firstRow):
                let rows = try run.table(name).objects.prefix(end(of: name, after: cell) ?? .max).dropFirst(firstRow)
                return [terminal.style.cyan(TextWidth.printable(name))]
                    + TextTable(rows: Array(rows)).lines(width: terminal.tableWidth, style: terminal.style)
            }
        } catch {
            // One damaged piece does not hide the rest of the notebook.
            return [terminal.style.red(TextWidth.printable("\(error)"))]
        }
    }

    /// The first row of table `name` that a later cell wrote.
    private func end(of name: String, after cell: Int) -> Int? {
        for later in cells[(cell + 1)...] {
            for case .table(name, let firstRow) in later.items { return firstRow }
        }
        return nil
    }
}
