import Rendering
import TestSupport
import Testing

/// Tables wider than the terminal go on in further blocks.
@Suite struct TextTableTests {
    /// A table of results as experiments write it, 130 columns wide.
    private static func results() -> TextTable {
        var table = TextTable(
            [.init("policy"), .init("temperature", .right), .init("feedback"), .init("n", .right)]
                + ["1@1", "1@2", "1@3"].map { .init($0, .right) }
                + [
                    .init("1@3 95%"), .init("independent 1@3", .right), .init("independent 1@3 95%"),
                    .init("invalid", .right),
                ])
        for temperature in ["1.0", "0.2"] {
            for feedback in ["execution", "random"] {
                for policy in ["base", "RLEF"] {
                    table.add([
                        policy, temperature, feedback, "500", "0.120", "0.180", "0.230", "0.195, 0.269", "0.210",
                        "0.177, 0.248", "0.105",
                    ])
                }
            }
        }
        return table
    }

    @Test func aWideTableIsWrappedAndEachRowStaysNamed() {
        let lines = Self.results().lines(width: 80)
        #expect(Snapshots.difference(lines.joined(separator: "\n") + "\n", "wide-table.txt") == nil)
        #expect(lines.allSatisfy { TextWidth.columns($0) <= 80 })
        #expect(lines.filter { $0.hasPrefix("policy  temperature  feedback") }.count == 2)
        // Nothing is cut: every number of the wide table stands in the narrow one.
        #expect(!lines.joined().contains("…"))
    }

    @Test func whereItFitsItIsOneBlock() {
        #expect(Self.results().lines(width: 130).count == 9)
        #expect(Self.results().lines().count == 9)
    }

    @Test(arguments: [20, 30, 40, 60, 100]) func itFitsEveryTerminal(_ width: Int) {
        #expect(Self.results().lines(width: width).allSatisfy { TextWidth.columns($0) <= width })
    }

    @Test func rowsAlikeAreNumbered() {
        var table = TextTable((1...6).map { .init("column \($0)", .right) })
        table.add(Array(repeating: "1", count: 6))
        table.add(Array(repeating: "1", count: 6))
        let lines = table.lines(width: 30)
        #expect(lines.filter { $0.hasPrefix("row  column") }.count == 3)
        #expect(lines[1].hasPrefix("  1  ") && lines[2].hasPrefix("  2  "))
    }
}
