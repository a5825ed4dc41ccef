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

    /// Its text alone does not fit beside the interpreter, in the process that was to run it.
    @Test func oneThatDoesNotEvenFitIsAMemoryLimitInEachLanguage() throws {
        let text = String(repeating: " ", count: 70 << 20)
        for (language, source) in [(Language.python(), "x = 1\n#"), (.lua(), "local x = 1 --")] {
            let small = try SandboxExecutor(language, limits: Limits(memory: 64 << 20))
            #expect(try small.run(source: source + text).verdict == .memoryLimit)
            #expect(try small.run(source: "print(1)").output == "1\n")
        }
    }

    @Test func fiftyMegabytesOfInputArriveWhole() throws {
        let line = String(repeating: "0123456789abcdef", count: 64) + "\n"
        let input = String(repeating: line, count: (50 << 20) / line.utf8.count)
        let source = """
            import sys
            text = sys.stdin.buffer.read()
            print(len(text), sum(text) % 1000003)
            """
        let sum = line.utf8.reduce(0) { $0 + Int($1) } * (input.utf8.count / line.utf8.count) % 1_000_003
        #expect(try executor.run(source: source, stdin: input).output == "\(input.utf8.count) \(sum)\n")
        let counting = "local n = 0 for line in io.lines() do n = n + #line end print(n)"
        let lua = try SandboxExecutor(
            .lua(instructions: 1_000_000_000), limits: Limits(cpu: .seconds(10), memory: 1 << 30))
        #expect(
            try lua.run(source: counting, stdin: input).output
                == "\(input.utf8.count - input.utf8.count / line.utf8.count)\n")
    }

    /// A program that does not read it is not held up by it.
    @Test func inputThatNobodyReadsIsNoTrouble() throws {
        let outcome = try executor.run(source: "print(1)", stdin: String(repeating: "x", count: 50 << 20))
        #expect(outcome.verdict == .accepted && outcome.output == "1\n")
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
