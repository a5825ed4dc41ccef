import Rendering
import TestSupport
import Testing

@Suite struct TextTests {
    @Test func columnsAreWhatATerminalShows() {
        #expect(TextWidth.columns("abc") == 3)
        #expect(TextWidth.columns("日本🙂") == 6)
        #expect(TextWidth.columns("e\u{301}") == 1)
        #expect(TextWidth.columns(TextStyle.coloured.red("abc")) == 3)
    }

    @Test func fitCutsToTheWidth() {
        #expect(TextWidth.fit("abcdef", to: 6) == "abcdef")
        #expect(TextWidth.fit("abcdef", to: 5) == "abcd…")
        #expect(TextWidth.fit("日本語", to: 4) == "日…")
        #expect(TextWidth.fit("abc", to: 0) == "")
    }

    @Test func wrapBreaksAtSpaces() {
        #expect(TextWidth.wrap("one two three\nfour", to: 8) == ["one two", "three", "four"])
        #expect(TextWidth.wrap("unbreakable x", to: 4) == ["unbreakable", "x"])
    }

    @Test func nothingSteersTheTerminal() {
        #expect(TextWidth.printable("a\u{1B}[2Jb\u{7}\u{9B}\u{202E}\n\tc") == "a␛[2Jb␇\u{FFFD}\u{FFFD}\n\tc")
    }

    @Test func tables() {
        var table = TextTable([.init("policy"), .init("n", .right), .init("remark")])
        table.add(["base", "300", "a remark that goes on and on"])
        table.add(["trained 日本", "5"])
        table.add(["x", "12", "two\nlines\u{1B}"])
        let wide = table.lines().joined(separator: "\n")
        let narrow = table.lines(width: 30).joined(separator: "\n")
        #expect(Snapshots.difference(wide + "\n\n" + narrow + "\n", "table.txt") == nil)
        #expect(table.lines(width: 30).allSatisfy { TextWidth.columns($0) <= 30 })
        #expect(table.lines(width: 5).allSatisfy { TextWidth.columns($0) <= 10 })
    }

    @Test func sparklines() {
        #expect(Sparkline.render([0, 1, 2, 3, 4, 5, 6, 7], width: 8) == "▁▂▃▄▅▆▇█")
        #expect(Sparkline.render([0, 0, 1, 1], width: 2) == "▁█")
        #expect(Sparkline.render([1, 1, 1], width: 10) == "▄▄▄")
        #expect(Sparkline.render([0, .nan, 1], width: 3) == "▁ █")
        #expect(Sparkline.render([], width: 3) == "")
        #expect(Sparkline.render([.nan], width: 3) == " ")
        #expect(Sparkline.render([-.greatestFiniteMagnitude, .greatestFiniteMagnitude], width: 2) == "▁█")
    }
}
