import Foundation
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

    /// A terminal with colours takes those that pages give, and nothing else that looks like them.
    @Test func coloursAloneReachATerminal() {
        let text = TextStyle.coloured.red("a") + "\u{1B}[2J\u{1B}[35m" + TextStyle.coloured.bold("b\u{1B}")
        #expect(
            TextWidth.printable(text, keepingColours: true)
                == "\u{1B}[31ma\u{1B}[0m␛[2J␛[35m\u{1B}[1mb␛\u{1B}[0m")
        // The head of a script's error.
        let head = "\u{1B}[1;31merror:\u{1B}[0m x"
        #expect(TextWidth.printable(head, keepingColours: true) == head)
        #expect(TextWidth.printable(text) == "␛[31ma␛[0m␛[2J␛[35m␛[1mb␛␛[0m")
    }

    /// Everything that is written goes through one place: a page, an error, and what JSON holds.
    @Test func aTerminalShowsWhatItIsGivenAndObeysNothing() throws {
        let folder = try TemporaryFolder()
        let descriptor = open(folder.file("t"), O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        let terminal = Terminal(descriptor: descriptor, isInteractive: true, width: 80, style: .plain)
        terminal.write("a\u{1B}]0;x\u{7}\n")
        terminal.print("b\u{1B}[2J\n")
        terminal.write(json: "\"c\u{7F}\u{9B}\u{202E}\"")
        Terminal(descriptor: descriptor, isInteractive: false, width: nil).print("d\u{1B}\n")
        #expect(
            try folder.text("t") == "a␛]0;x␇\nb␛[2J\n\"c\\u007f\\u009b\\u202e\"\nd\u{1B}\n")
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
