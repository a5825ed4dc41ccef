import Foundation
import JSON
import Pages
import Rendering
import RunStore
import TestSupport
import Testing

/// Pages as values, and what the two renderers make of them.
@Suite struct PageTests {
    private let page = Page([
        .init("head", heading: .line(Text("run", .heading)), [.line(Text("went ", .aside) + Text("well", .good))]),
        .init(
            "rates",
            [
                .table(
                    Table(rows: [
                        ["policy": "base", "1@3": 0.25, "n": 300, "1@3 95%": [0.2, 0.3]],
                        ["policy": "RLEF\u{1B}[2J", "1@3": 0.5],
                    ]))
            ]), .init([.code("print(1)\nprint(2)\n", line: 9)]),
        .init([.paragraph("one two three four five", indent: 4)]),
    ])

    private func text(_ style: TextStyle = .plain, width: Int = 20) -> String {
        TerminalPage(Terminal(descriptor: -1, isInteractive: false, width: width, style: style)).text(page)
    }

    @Test func peopleSeeText() {
        #expect(
            text(width: 60) == """
                run
                went well

                policy     1@3  1@3 95%     n
                base      0.25  0.2, 0.3  300
                RLEF␛[2J  0.50

                   9 │ print(1)
                  10 │ print(2)

                    one two three four five

                """)
    }

    @Test func aTerminalHasColoursForWhatAPartMeans() {
        let coloured = text(.coloured, width: 60)
        #expect(coloured.hasPrefix("\u{1B}[1mrun\u{1B}[0m\n\u{1B}[2mwent \u{1B}[0m\u{1B}[32mwell\u{1B}[0m\n"))
        #expect(!coloured.contains("\u{1B}[2J"))
    }

    @Test func programsGetTheValues() {
        #expect(
            page.json == [
                "head": "went well",
                "rates": [
                    ["policy": "base", "1@3": 0.25, "1@3 95%": [0.2, 0.3], "n": 300],
                    ["policy": "RLEF\u{1B}[2J", "1@3": 0.5, "1@3 95%": nil, "n": nil],
                ],
            ])
        #expect(Page([.line("shown")], data: [1, 2]).json == [1, 2])
    }

    /// Numbers out of any range, which a notebook of somebody else's making may have.
    @Test func aNotebookOfNonsenseIsShown() throws {
        let folder = try TemporaryFolder()
        let run = try Make.run(in: folder)
        try run.row(table: "t", ["a": 1])
        for (line, first) in [(Int.max, -1), (Int.min, Int.max), (0, Int.min)] {
            let cells: [JSONValue] = [
                ["cell": 1, "title": "\u{0}\u{1B}[2J", "line": .int(line), "source": "a\nb\r\n\u{7}"],
                ["cell": 1, "table": "t", "first_row": .int(first)], ["cell": 1, "print": "\u{1B}c\r\n"],
                ["cell": .int(.min), "table": "t", "first_row": .int(first)],
                ["cell": 1, "end": true, "time": ["seconds": -1e308]],
            ]
            try folder.write(cells.map { $0.text + "\n" }.joined(), to: "\(run.id)/cells.jsonl")
            let shown = TerminalPage(Terminal(descriptor: -1, isInteractive: false, width: 80)).text(
                try Page(notebookOf: RunReader(folder: run.folder)))
            #expect(shown.contains("␀␛[2J") && !shown.contains("\u{1B}"))
        }
    }

    /// What cannot be read is said; the rest is shown.
    @Test func aDamagedPartDoesNotHideTheOthers() throws {
        let folder = try TemporaryFolder()
        let run = try Make.run(in: folder)
        try run.row(table: "good", ["a": 1])
        try run.row(table: "bad", ["a": 1])
        try run.log(step: 1, ["loss": 0.5])
        try folder.write("{\n", to: "\(run.id)/tables/bad.jsonl")
        try folder.write("nonsense", to: "\(run.id)/episodes.jsonl.zst")
        let page = Page(run: try RunReader(folder: run.folder), now: Timestamp(milliseconds: 0))
        #expect(page.json["tables"] == ["good": [["a": 1]]] && page.json["last_metrics"]?["loss"] == 0.5)
        #expect(page.notes.count == 2 && page.notes.allSatisfy { $0.hasPrefix("left out: ") }, "\(page.notes)")
    }
}
