import Rollouts
import Sandbox
import Testing

/// What goes in and out.
@Suite struct StreamTests {
    private let executor = try! SandboxExecutor(
        .python(), limits: Limits(cpu: .seconds(10), wall: .seconds(60), memory: 512 << 20, output: 64 << 20))

    @Test func aBigInputArrivesWhole() throws {
        let line = String(repeating: "7 ", count: 49) + "7\n"
        let input = String(repeating: line, count: 500_000)  // 50 MB
        let outcome = try executor.run(
            source: "import sys\ndata = sys.stdin.buffer.read()\nprint(len(data), data.count(b'7'))", stdin: input)
        #expect(outcome.output == "\(input.utf8.count) 25000000\n")
    }

    @Test func aBigOutputComesBackWhole() throws {
        let outcome = try executor.run(source: "for _ in range(40): print('x' * 999_999)")
        #expect(outcome.verdict == .accepted && outcome.output.utf8.count == 40_000_000)
    }

    @Test func nulsAndBadUnicodeSurvive() throws {
        let outcome = try executor.run(
            source: "import sys\nsys.stdout.buffer.write(b'a\\x00b\\xff\\xc3(' + sys.stdin.buffer.read())", stdin: "\0é"
        )
        #expect(outcome.verdict == .accepted)
        #expect(outcome.output.repaired == "a\0b\u{FFFD}\u{FFFD}(\0é")
    }

    @Test func standardInputIsAnOrdinaryFile() throws {
        let source = """
            import sys
            print(sys.stdin.mode, sys.stdin.fileno(), sys.stdin.name, sys.stdin.isatty(), sys.argv, __name__)
            print(repr(input()), sys.stdin.readline(), next(sys.stdin), end='')
            print(sys.stdin.buffer.read(2), sys.stdin.buffer.read())
            try: input()
            except EOFError: print('end')
            """
        let expected = "r 0 <stdin> False ['program.py'] __main__\n'1 2' 3\n 4\nb'' b''\nend\n"
        #expect(try executor.run(source: source, stdin: "1 2\n3\n4\n").output == expected)
    }

    @Test func aProgramMayCloseItsOutput() throws {
        #expect(try executor.run(source: "import os; os.close(1); os.close(0)").verdict == .accepted)
        #expect(try executor.run(source: "import os; os.close(1); print(1)").exitStatus == 120)
    }

    @Test func threadsWithBigStacksAndExitHandlersRun() throws {
        let source = """
            import atexit, sys, threading
            sys.setrecursionlimit(1 << 20)
            threading.stack_size(64 << 20)
            def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
            atexit.register(print, 'bye')
            threading.Thread(target=lambda: print(depth(50000))).start()
            """
        #expect(try executor.run(source: source).output == "50000\nbye\n")
    }
}
