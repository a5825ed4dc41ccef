internal import Rendering
internal import RunStore

/// Shows a session in a terminal, or writes what one would show.
package final class TerminalObserver: SessionObserver {
    private let terminal: Terminal
    private let progress: ProgressLine?
    private let write: (String) -> Void

    /// For people at a terminal, with a line that tells how far the work is.
    package init() {
        let terminal = Terminal.output, progress = ProgressLine()
        (self.terminal, self.progress) = (terminal, progress)
        write = { progress.print($0, to: terminal) }
    }

    /// Hands over what a terminal of no width would show, without progress.
    package init(write: @escaping (String) -> Void) {
        terminal = Terminal(descriptor: -1, isInteractive: false, width: nil)
        (progress, self.write) = (nil, write)
    }

    package func observe(_ event: SessionEvent) {
        switch event {
        case .text(let text): write(text)
        case .table(let table): write(lines(of: table))
        case .plot(let plot):
            let lines = TerminalPlot.lines(plot, width: min(terminal.width, 80), height: 12, style: terminal.style)
            write("\n" + lines.map { $0 + "\n" }.joined())
        case .warning(let sentence):
            progress?.clear()
            if progress != nil { Terminal.errors.write("note: " + TextWidth.printable(sentence) + "\n") }
        case .progress(let text?): progress?.show(text)
        case .progress(nil): progress?.clear()
        // A remark is for the record; an error is shown by whoever ran the session, once all else is said.
        case .note, .error: break
        }
    }

    private func lines(of table: ShownTable) -> String {
        let style = terminal.style
        var lines = TextTable(rows: table.rows).lines(width: terminal.tableWidth, style: style)
        if table.count > table.rows.count {
            lines.append(
                style.dim("the last \(table.rows.count) of \(NumberFormat.grouped(table.count)) rows"))
        }
        let name = style.cyan(TextWidth.printable(table.name))
        return "\n" + name + "\n" + lines.map { $0 + "\n" }.joined()
    }
}

/// Shows nothing: of a session that is asked for its record alone.
package final class SilentObserver: SessionObserver {
    package init() {}
    package func observe(_ event: SessionEvent) {}
}
