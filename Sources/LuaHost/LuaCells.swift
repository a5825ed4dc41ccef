/// A script cut into cells at its `-- %%` lines, like a notebook.
///
/// The whole file stays one chunk, so that locals are seen across cells: on a `-- %%` line that stands between two
/// statements of the top level, a call of a hidden function goes before the comment, and no line number changes.
package struct LuaCells: Sendable {
    package struct Cell: Sendable, Hashable {
        /// What stands after `-- %%`; empty for the lines before the first cut.
        package var title: String
        /// From 1.
        package var firstLine: Int
        package var source: String

        /// A cell that is given by itself.
        package init(text: String, firstLine: Int) {
            let line = text.prefix { !$0.isNewline }
            (title, self.firstLine, source) = (LuaCells.title(line) ?? "", firstLine, text)
        }

        init(title: String, firstLine: Int, source: String) {
            (self.title, self.firstLine, self.source) = (title, firstLine, source)
        }
    }
    package let cells: [Cell]
    /// The text to compile: it says at run time which cell begins.
    let instrumented: String
    /// Whether the first line of all is a cut, so that nothing comes before the first cell.
    let startsWithCut: Bool

    /// No name that a script would choose.
    static let hiddenFunction = "__enter_cell"

    /// The cells of a text.
    ///
    /// - Parameter compiles: whether a text is valid Lua.
    init(_ source: String, compiles: (String) -> Bool) {
        let source = source.withoutByteOrderMark
        let lines = source.lines
        var cuts = LuaStatements(source).commentsBetween.filter { Self.title(lines[$0]) != nil }
        var text = Self.instrument(lines, cuts)
        if !cuts.isEmpty, !compiles(text) {
            // Either the script itself is wrong, or a cut stands inside a statement: try each by itself.
            cuts = compiles(source) ? cuts.filter { compiles(Self.instrument(lines, [$0])) } : []
            text = Self.instrument(lines, cuts)
        }
        let startsWithCut = cuts.first == 0
        (self.startsWithCut, instrumented) = (startsWithCut, text)
        let starts = startsWithCut ? cuts : [0] + cuts
        cells = starts.indices.map { index in
            let end = index + 1 < starts.count ? starts[index + 1] : lines.count
            let title = startsWithCut || index > 0 ? Self.title(lines[starts[index]]) ?? "" : ""
            return Cell(
                title: title, firstLine: starts[index] + 1, source: lines[starts[index]..<end].joined(separator: "\n"))
        }
    }

    private static func instrument(_ lines: [String], _ cuts: [Int]) -> String {
        var lines = lines
        let offset = cuts.first == 0 ? 0 : 1
        for (index, line) in cuts.enumerated() {
            lines[line] = "do \(hiddenFunction)(\(index + offset)) end " + lines[line]
        }
        return lines.joined(separator: "\n")
    }

    /// What stands after `-- %%`; nil for another line.
    static func title(_ line: some StringProtocol) -> String? {
        guard line.hasPrefix("-- %%") else { return nil }
        let title = line.dropFirst(5).drop { $0 == " " || $0 == "\t" }
        return String(title.reversed().drop { $0.isWhitespace }.reversed())
    }
}

extension LuaRuntime {
    /// The cells of a text, as `run` will report them.
    package func cells(of source: String) -> [LuaCells.Cell] {
        LuaCells(source) { [machine] text in (try? machine.load(text, chunkName: "cells")) != nil }.cells
    }
}
