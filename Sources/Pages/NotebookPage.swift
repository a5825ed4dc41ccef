package import RunStore
import JSON
import Rendering

extension Page {
    /// A run as a notebook: each cell's source and what came of it.
    package init(notebookOf run: RunReader) throws {
        let cells = try run.cells()
        let data = JSONValue.array(cells.map(\.json))
        guard !cells.isEmpty else {
            let sentence = "no cells in \(run.info.id): it ended before its script began"
            self.init([.line(Text(sentence))], data: data)
            return
        }
        self.init([], data: data)
        for (index, cell) in cells.enumerated() {
            sections.append(Notebook.head(cell, number: index + 1, isRunning: run.info.status == .running))
            sections += cell.items.map { .init(Notebook.blocks($0, run, cells, cell: index)) }
        }
        if let error = run.info.error { sections.append(.init([.verbatim(error, .bad)])) }
    }
}

/// The sections of a notebook's cells.
private enum Notebook {
    static func head(_ cell: Cell, number: Int, isRunning: Bool) -> Page.Section {
        let time = cell.seconds.map { NumberFormat.duration($0) }
        let remark = time ?? (cell.source.isEmpty ? "" : isRunning ? "running" : "did not end")
        let title = cell.title.isEmpty ? "cell \(number)" : cell.title
        return .init(
            heading: .rule(title, remark: remark), cell.source.isEmpty ? [] : [.code(cell.source, line: cell.line)])
    }

    static func blocks(_ item: Cell.Item, _ run: RunReader, _ cells: [Cell], cell: Int) -> [Page.Block] {
        do {
            switch item {
            case .printed(let text): return [.verbatim(text)]
            case .note(let text): return [.paragraph(text)]
            case .artifact(let name): return [.line(Text("artifact  \(run.folder)/artifacts/\(name)"))]
            case .plot(let name):
                return [.plot(try run.plot(name)), .line(Text(run.plotPath(name, "svg"), .aside))]
            case .table(let name, let firstRow):
                let end = self.end(of: name, after: cell, in: cells) ?? .max
                let rows = try run.table(name).objects.prefix(end).dropFirst(firstRow)
                return [.line(Text(name, .name)), .table(Table(rows: Array(rows)))]
            }
        } catch {
            // One damaged piece does not hide the rest of the notebook.
            return [.line(Text("\(error)", .bad))]
        }
    }

    /// The first row of table `name` that a later cell wrote.
    private static func end(of name: String, after cell: Int, in cells: [Cell]) -> Int? {
        for later in cells[(cell + 1)...] {
            for case .table(name, let firstRow) in later.items { return firstRow }
        }
        return nil
    }
}
