import Statistics
import Testing

@Suite struct RateFormTests {
    @Test(arguments: ["10@100", "1@3", "pass@10", "independent 1@3", "independent pass@7", "1000000@1000000"])
    func formsAreReadAsTheyAreWritten(text: String) throws {
        #expect(try #require(RateForm(text)).text == text)
    }

    @Test(arguments: [
        "", "@", "10", "10@", "@10", "0@3", "1@0", "4@3", "01@3", "+1@3", "1 @3", "pass@0", "Pass@3", "1@3@5",
        "1@1000001", "solved",
        "1@99999999999999999999", "independent", "independent  1@3", "１@３",
    ]) func anythingElseIsNone(text: String) { #expect(RateForm(text) == nil) }

    @Test func turnsOfAConversationAreSamples() throws {
        func draw(_ text: String, turns: Int) throws -> [Int] {
            let (samples, counted) = try #require(RateForm(text)).draw(turns: turns)
            return [samples, counted]
        }
        #expect(try draw("10@100", turns: 3) == [33, 3])
        #expect(try draw("1@3", turns: 3) == [1, 3])
        #expect(try draw("1@2", turns: 3) == [1, 2])
        #expect(try draw("pass@10", turns: 1) == [10, 1])
        #expect(try draw("independent 10@100", turns: 3) == [100, 1])
    }
}
