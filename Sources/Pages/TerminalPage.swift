import JSON
package import Rendering

/// Writes a page as text for a terminal.
package struct TerminalPage {
    /// The widest that a figure is drawn, and how many lines it has for the data.
    private static let (plotWidth, plotHeight) = (80, 10)

    private let terminal: Terminal
    private var style: TextStyle { terminal.style }

    /// Writes for `terminal`'s width and colours.
    package init(_ terminal: Terminal) { self.terminal = terminal }

    /// The page's text. Texts of records are shown in it, never obeyed.
    package func text(_ page: Page) -> String {
        let sections = page.sections.map(lines).filter { !$0.isEmpty }
        return sections.map { $0.map { $0 + "\n" }.joined() }.joined(separator: page.isDense ? "" : "\n")
    }

    private func lines(_ section: Page.Section) -> [String] {
        (section.heading.map { [heading($0)] } ?? []) + section.blocks.flatMap(lines)
    }

    private func heading(_ heading: Page.Heading) -> String {
        switch heading {
        case .line(let text): return line(text)
        case .rule(let title, let remark):
            let title = TextWidth.printable(title.replacing("\n", with: " "))
            let room = max(1, terminal.width - TextWidth.columns(title) - TextWidth.columns(remark) - 6)
            let line = "── " + style.bold(title) + " " + String(repeating: "─", count: room)
            return remark.isEmpty ? line : line + " " + style.dim(remark)
        }
    }

    private func lines(_ block: Page.Block) -> [String] {
        switch block {
        case .line(let text): return [line(text)]
        case .paragraph(let text, let role, let indent):
            var lines = TextWidth.wrap(TextWidth.printable(text), to: max(20, terminal.width - indent))
            while lines.last == "" { lines.removeLast() }
            return lines.map { paint(String(repeating: " ", count: indent) + $0, role) }
        case .verbatim(let text, let role):
            var lines = TextWidth.printable(text).split(separator: "\n", omittingEmptySubsequences: false)
            if lines.last == "" { lines.removeLast() }
            return lines.map { paint(String($0), role) }
        case .names(let names):
            let words = names.map { TextWidth.printable($0.replacing("\n", with: " ")) }
            return TextWidth.wrap(words, to: terminal.width - 2).map { "  " + $0 }
        case .table(let table): return lines(table)
        case .plot(let plot):
            return TerminalPlot.lines(
                plot, width: min(terminal.width, Self.plotWidth), height: Self.plotHeight, style: style)
        case .code(let program, let first):
            var lines = program.split(separator: "\n", omittingEmptySubsequences: false)
            while lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
            return lines.enumerated().map { index, line in
                let number = TextWidth.pad(String(first &+ index), to: 4, right: true)
                return style.dim(number + " │ ") + style.cyan(TextWidth.printable(String(line)))
            }
        case .difference(let lines):
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
    }

    private func lines(_ table: Table) -> [String] {
        // A series has what the widest line leaves beside a name and a number.
        let room = min(40, max(10, terminal.width - 40))
        var text = TextTable(
            table.columns.map { .init(TextWidth.printable($0.title), $0.isNumeric ? .right : .left) })
        for row in table.rows {
            text.add(
                row.map { cell in
                    switch cell.shown {
                    case .text(let text): text
                    case .series(let values): Sparkline.render(values, width: room)
                    }
                })
        }
        return text.lines(width: terminal.tableWidth, style: style)
    }

    private func line(_ text: Text) -> String {
        text.parts.map { paint(TextWidth.printable($0.text.replacing("\n", with: " ")), $0.role) }.joined()
    }

    private func paint(_ text: String, _ role: Text.Role) -> String {
        switch role {
        case .plain: text
        case .heading: style.bold(text)
        case .name: style.cyan(text)
        case .aside: style.dim(text)
        case .good: style.green(text)
        case .bad: style.red(text)
        case .doubtful: style.yellow(text)
        }
    }
}

extension Page {
    /// Shows the page on standard output, to people or to programs, and its notes on standard error.
    package func show(asJSON: Bool) {
        let terminal = Terminal.output
        if asJSON { terminal.write(json: json.prettyText) } else { terminal.write(TerminalPage(terminal).text(self)) }
        for note in notes { Terminal.errors.write("assay: note: \(note)\n") }
    }
}
