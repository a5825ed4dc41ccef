import Rollouts
import Sandbox
import Testing

/// What each kind of program is told.
@Suite struct VerdictTests {
    private let executor = try! SandboxExecutor(.python(), limits: .forTests)

    private func outcome(_ source: String, _ input: String = "", expected: String = "") throws -> TestOutcome {
        let submission = Submission(source: source, tests: [TestCase(input: input, expected: expected)])
        return try executor.judge([submission])[0].outcomes[0]
    }

    @Test func rightOutputIsAccepted() throws {
        let outcome = try outcome("print(*map(int, input().split()), sep='\\n')", "1 2 3", expected: "1 2\n 3 ")
        #expect(outcome.verdict == .accepted)
        #expect(outcome.output == "1\n2\n3\n")
        #expect(outcome.exitStatus == 0 && outcome.signal == nil)
        #expect(outcome.cpuSeconds > 0 && outcome.peakMemory > 1 << 20)
    }

    @Test(arguments: [("12", "1 2"), ("1 2", "12"), ("1", "1 2"), ("1 2", "1"), ("a", "A"), ("1.0", "1")])
    func otherTokensAreAWrongAnswer(printed: String, expected: String) throws {
        #expect(try outcome("print('\(printed)')", expected: expected).verdict == .wrongAnswer)
    }

    @Test func anExceptionIsARuntimeErrorWithItsTraceback() throws {
        let outcome = try outcome("def f(x):\n    return x + b\n\nf(1)\n")
        #expect(outcome.verdict == .runtimeError)
        #expect(
            outcome.errorOutput == """
                Traceback (most recent call last):
                  File "program.py", line 4, in <module>
                    f(1)
                  File "program.py", line 2, in f
                    return x + b
                               ^
                NameError: name 'b' is not defined

                """)
    }

    @Test func anHonestAnswerThenAFailureIsARuntimeError() throws {
        #expect(try outcome("print(7); raise SystemExit(3)", expected: "7").verdict == .runtimeError)
        #expect(try outcome("print(7, flush=True); import os; os._exit(1)", expected: "7").verdict == .runtimeError)
        #expect(try outcome("print(7, flush=True); import os; os.abort()", expected: "7").signal == 6)
    }

    @Test(arguments: ["exit()", "quit(0)", "import sys; sys.exit()", "raise SystemExit"])
    func leavingEarlyIsNoFailure(leave: String) throws {
        #expect(try outcome("print(7)\n\(leave)\nprint(8)", expected: "7").verdict == .accepted)
    }

    @Test func exitWithAMessageSaysItAndFails() throws {
        let outcome = try outcome("exit('no')")
        #expect(outcome.verdict == .runtimeError && outcome.errorOutput == "no\n")
    }

    @Test(arguments: ["x = = 1", "if True:\nprint(1)", "print('", "a\0b", String(repeating: "(", count: 5000)])
    func whatIsNotPythonIsACompileErrorOnce(source: String) throws {
        let tests = Array(repeating: TestCase(input: "", expected: ""), count: 3)
        let submission = Submission(source: source, tests: tests, stopsAtFirstFailure: false)
        let judgement = try executor.judge([submission])[0]
        #expect(judgement.outcomes.map(\.verdict) == [.compileError])
        #expect(judgement.outcomes[0].errorOutput.contains("Error: "))
    }

    @Test func aSyntaxErrorShowsItsLine() throws {
        #expect(
            try outcome("x = 1\nx = = 1").errorOutput
                == "  File \"program.py\", line 2\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n")
    }

    @Test(arguments: ["", " \n\t\r\n"]) func anEmptyProgramIsACompileError(source: String) throws {
        #expect(try outcome(source).verdict == .compileError)
    }

    @Test func aSyntaxErrorWhileRunningIsARuntimeError() throws {
        #expect(try outcome("eval('1 +')").verdict == .runtimeError)
    }

    @Test(arguments: [
        "while True: pass",
        "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
        "import threading\ndef spin():\n  while True: pass\nfor _ in range(4): threading.Thread(target=spin).start()",
    ]) func computingForEverIsATimeLimit(source: String) throws {
        #expect(try outcome(source).verdict == .timeLimit)
    }

    @Test func waitingForEverIsATimeLimit() throws {
        let impatient = try SandboxExecutor(
            .python(), limits: Limits(cpu: .milliseconds(500), wall: .milliseconds(600)))
        let outcome = try impatient.run(source: "print(1, flush=True)\nimport time; time.sleep(1000)")
        #expect(outcome.verdict == .timeLimit && outcome.output == "1\n")
    }

    @Test(arguments: ["x = bytearray(10**10)", "x = []\nwhile True: x.append(bytearray(10**6))", "x = [0] * 10**10"])
    func tooMuchMemoryIsAMemoryLimit(source: String) throws {
        #expect(try outcome(source).verdict == .memoryLimit)
    }

    @Test(arguments: [
        "while True: print('x' * 1000)", "print('x' * (1 << 20))",
        "import sys\nwhile True: sys.stderr.write('x' * 1000)",
        "import os\nfor _ in range(9): os.write(1, b'x' * 500000)",
    ]) func tooMuchOutputIsAnOutputLimit(source: String) throws {
        #expect(try outcome(source).verdict == .outputLimit)
    }

    @Test func outputOfJustTheLimitIsAccepted() throws {
        let outcome = try outcome(
            "print('x' * ((1 << 20) - 1))", expected: String(repeating: "x", count: (1 << 20) - 1))
        #expect(outcome.verdict == .accepted)
    }

    @Test func deepRecursionIsARuntimeError() throws {
        let outcome = try outcome("def f(n): return f(n + 1)\nf(0)")
        #expect(outcome.verdict == .runtimeError)
        #expect(outcome.errorOutput.hasSuffix("RecursionError: maximum recursion depth exceeded\n"))
        let deep =
            "import sys; sys.setrecursionlimit(10**9)\nclass A:\n  def __getattr__(self, n): return getattr(self, n)\nA().x"
        #expect(try [.runtimeError, .memoryLimit].contains(self.outcome(deep).verdict))
    }
}
