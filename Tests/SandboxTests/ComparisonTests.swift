import Rollouts
import Sandbox
import Testing

/// Whether outputs are the same, and where they are not.
@Suite struct ComparisonTests {
    @Test(arguments: [
        ("1 2\n3", "1 2 3\n", true), ("", " \n", true), ("a", "A", false), ("1.0", "1", false),
        ("123456789012345678901", "123456789012345678902", false), ("1", "", false),
    ]) func tokens(printed: String, expected: String, same: Bool) {
        #expect((OutputComparison.tokens.firstDifference(printed: printed, expected: expected) == nil) == same)
    }

    @Test(arguments: [
        ("a\n", "a\n", true), ("a", "a\n", false), ("a \n", "a\n", false), ("", "", true), ("", "a", false),
    ])
    func exact(printed: String, expected: String, same: Bool) {
        #expect((OutputComparison.exact.firstDifference(printed: printed, expected: expected) == nil) == same)
    }

    @Test(arguments: [
        ("0.3333333", "0.33333333", true), ("1000000.5", "1000000.0", true), ("0.5", "0.6", false),
        ("1", "1.0000001", true),
        ("2", "2.5", false), ("yes 1.0", "yes 1", true), ("1e-9", "0", true), ("nan", "1.0", false),
        ("inf", "1e400", false),
        ("10000000", "10000001", false), ("9007199254740993", "9007199254740992", false), ("0x1p0", "1.0", false),
        ("1.0.0", "1.0", false), ("-0.0000001", "0.0", true),
    ]) func floats(printed: String, expected: String, same: Bool) {
        #expect((OutputComparison.floats.firstDifference(printed: printed, expected: expected) == nil) == same)
    }

    @Test func theFirstDifferenceIsTold() {
        func told(_ comparison: OutputComparison, _ printed: String, _ expected: String) -> String? {
            comparison.firstDifference(printed: printed, expected: expected)?.description
        }
        #expect(told(.tokens, "1\n2 x", "1\n2 3") == "line 2: expected '3', printed 'x'")
        #expect(told(.tokens, "1\n", "1\n2") == "line 2: expected '2', printed no more")
        #expect(told(.tokens, "1 2", "1") == "line 1: expected no more, printed '2'")
        #expect(told(.exact, "a\nb ", "a\nb") == "line 2: expected 'b', printed 'b '")
        #expect(told(.exact, "a\n", "a") == "line 1: the line feeds at the end differ")
        #expect(told(.tokens, String(repeating: "x", count: 200), "y")?.count ?? 0 < 130)
    }

    @Test func aSubmissionChoosesItsComparison() throws {
        let executor = try SandboxExecutor(.python())
        let verdicts = try [OutputComparison.tokens, .exact, .floats].map { comparison in
            let test = TestCase(input: "", expected: "0.3333333333")
            return try executor.judge([Submission(source: "print(1/3)", tests: [test], comparison: comparison)])[0]
                .verdict
        }
        #expect(verdicts == [.wrongAnswer, .wrongAnswer, .accepted])
    }

    @Test func aCheckerDecidesInPlaceOfAComparison() throws {
        let executor = try SandboxExecutor(.python())
        let tests = ["2", "3", "x"].map { TestCase(input: $0, expected: "") }
        let submission = Submission(source: "print(int(input()) * 2)", tests: tests, stopsAtFirstFailure: false)
        var asked: [String] = []
        let judgement = try executor.judge([submission]) { _, _, output in
            asked.append(output)
            return output == "4\n"
        }[0]
        #expect(judgement.outcomes.map(\.verdict) == [.accepted, .wrongAnswer, .runtimeError])
        #expect(asked == ["4\n", "6\n"])
    }
}
