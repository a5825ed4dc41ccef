import Rollouts
import Sandbox
import Testing

/// Programs and inputs that are too big or too strange.
@Suite struct BadInputTests {
    private let executor = try! SandboxExecutor(
        .python(), limits: Limits(cpu: .seconds(10), wall: .seconds(60), memory: 1 << 30, output: 1 << 20))

    @Test func aProgramOfTenMegabytesRuns() throws {
        let lines = String(
            repeating: "x = 1  # a line of no use but its length, which is 64 bytes ----\n", count: 160_000)
        let outcome = try executor.run(source: lines + "print(x + 1)")
        #expect(outcome.verdict == .accepted && outcome.output == "2\n")
    }

    @Test func oneTooBigForTheMemoryIsAMemoryLimit() throws {
        let small = try SandboxExecutor(.python(), limits: .forTests)
        let source =
            "x = " + String(repeating: "[", count: 50) + String(repeating: "1234,", count: 8_000_000)
            + String(repeating: "]", count: 50)
        #expect(try [.memoryLimit, .timeLimit].contains(small.run(source: source).verdict))
        #expect(try small.run(source: "print(1)").output == "1\n")
    }

    @Test func characterOutsideUnicodeIsReplacedOnTheWay() throws {
        let input = String(decoding: [0x61, 0xFF, 0xC3, 0x28, 0x0A] as [UInt8], as: UTF8.self)
        #expect(try executor.run(source: "print(ascii(input()))", stdin: input).output == "'a\\ufffd\\ufffd('\n")
    }

    @Test func manyTestsOfOneProgramAreAllJudged() throws {
        let tests = (0..<300).map { TestCase(input: "\($0)", expected: "\($0)") }
        let judgement = try executor.judge([Submission(source: "print(input())", tests: tests)])[0]
        #expect(judgement.outcomes.count == 300 && judgement.verdict == .accepted)
    }

    @Test func anInterpreterThatIsTooOldSaysWhichIsNeeded() throws {
        // Any program that does not know the options.
        let executor = try SandboxExecutor(.python(interpreter: "/usr/bin/sort"))
        let error = #expect(throws: SandboxError.self) { try executor.run(source: "pass") }
        #expect(error?.description.contains("Python 3.11 or newer") == true, "\(error?.description ?? "")")
    }

    /// Where bubblewrap fails a program is refused, never run without walls.
    @Test func withoutIsolationNothingRuns() throws {
        let executor = try SandboxExecutor(.python(), isolation: .bubblewrap(path: "/usr/bin/false"))
        #expect(throws: SandboxError.self) { try executor.run(source: "print(1)") }
    }
}
