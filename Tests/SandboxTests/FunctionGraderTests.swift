import Rollouts
import Sandbox
import Testing

/// Functions in one process, asserts about them in another.
@Suite struct FunctionGraderTests {
    private let grader = try! FunctionGrader(limits: .forTests)

    private func grade(
        _ source: String, _ code: String = "assert f(2) == 4", input: String = ""
    ) throws -> TestOutcome {
        let suite = FunctionSuite(code: "f = candidate('f')\n" + code, input: input)
        return try grader.grade([FunctionSubmission(source: source, suites: [suite])])[0].outcomes[0]
    }

    @Test func whatIsRightPasses() throws {
        let outcome = try grade("def f(x):\n    print('noise')\n    return x * x")
        #expect(outcome.verdict == .accepted && outcome.exitStatus == 0)
    }

    @Test func whatIsWrongDoesNotAndTheAssertIsShown() throws {
        let outcome = try grade("def f(x): return x + 1")
        #expect(outcome.verdict == .wrongAnswer)
        #expect(
            outcome.errorOutput
                == "  File \"program.py\", line 2, in <module>\n    assert f(2) == 4\n           ^^^^^^^^^\nAssertionError\n"
        )
    }

    // MARK: The cheats that pass in graders that share a process

    @Test func anObjectThatEqualsEverythingIsAWrongAnswer() throws {
        let cheat = """
            class Any:
                def __eq__(self, other): return True
                def __ne__(self, other): return False
            def f(x): return Any()
            """
        let outcome = try grade(cheat)
        #expect(outcome.verdict == .wrongAnswer)
        #expect(outcome.errorOutput == "f returned an object of the type Any, which is no plain value\n")
    }

    @Test(arguments: ["int", "str", "float", "list", "dict", "tuple"])
    func soIsASubclassOfAPlainTypeThatEqualsEverything(type: String) throws {
        let cheat = """
            class Any(\(type)):
                def __eq__(self, other): return True
                def __ne__(self, other): return False
                def __hash__(self): return 0
            def f(x): return Any()
            """
        #expect(try grade(cheat).verdict == .wrongAnswer)
    }

    @Test func theExpectedValueIsInNoFrameOfTheCaller() throws {
        let cheat = """
            import sys, gc
            def f(x):
                seen = []
                frame = sys._getframe()
                while frame:
                    seen += list(frame.f_locals.values()) + list(frame.f_globals.values()) + list(frame.f_code.co_consts)
                    frame = frame.f_back
                seen += gc.get_objects()
                return next((v for v in map(str, seen) if v.startswith("secret" + "-")), None)
            """
        #expect(try grade(cheat, "assert f(2) == 'secret-' + '42'").verdict == .wrongAnswer)
        #expect(try grade(cheat, "expected = 'secret-42'\nassert f(2) == expected").verdict == .wrongAnswer)
    }

    @Test(arguments: [
        // Writes what a grader's frame would take for success, and leaves.
        """
        import sys, os
        def f(x):
            frame = sys._getframe()
            while frame:
                for name in list(frame.f_locals) + list(frame.f_globals):
                    value = frame.f_locals.get(name, frame.f_globals.get(name))
                    if type(value) is list: value[:] = ['passed']
                frame = frame.f_back
            print('passed', flush=True)
            os._exit(0)
        """,
        "import os\nprint('passed', flush=True)\nos._exit(0)", "import sys\nprint('passed')\nsys.exit(0)",
        "def f(x): raise SystemExit(0)", "import os\ndef f(x):\n  os.close(3)\n  return 4",
        "import os\ndef f(x):\n  os.write(3, b'passed')\n  os._exit(0)",
    ]) func leavingEarlyIsARuntimeError(cheat: String) throws {
        #expect(try grade(cheat).verdict == .runtimeError)
    }

    @Test(arguments: [
        "{\"returned\": 4, \"x\": 1}", "[4]", "4", "[[4]]", "[{}]", "[{\"returned\": {\"code\": [1]}}]", "[]", "[1,2]",
        "nonsense",
        "[{\"returned\": {\"tuple\": 5}}]", "[{\"raised\": []}]", "[{\"raised\": [\"SystemExit\", \"x\"]}]",
    ]) func forgedAnswersDoNotPass(answer: String) throws {
        let cheat = """
            import os
            def f(x):
                text = \(answer.debugDescription).encode()
                os.write(3, len(text).to_bytes(8, "little") + text)
                os._exit(0)
            """
        #expect(try grade(cheat).verdict != .accepted)
    }

    @Test func patchedBuiltinsDoNotReachTheAsserts() throws {
        let cheat = """
            import builtins, json
            builtins.sorted = builtins.set = builtins.len = lambda *a: 0
            json.dumps = json.loads = None
            def f(x): return [1]
            """
        #expect(try grade(cheat, "assert sorted(f(2)) == [2] and len(f(2)) == 7").verdict != .accepted)
    }

    // MARK: What crosses

    @Test(arguments: [
        "None", "True", "-7", "10**5000", "1.5", "float('inf')", "1j", "'\\ud800é'", "b'\\0'", "[1, [2]]", "(1, (2,))",
        "{'a': (1,), 2: None}", "{1, 2}", "frozenset({1})", "{(1, 2): {3}}", "''", "[]",
    ]) func plainValuesCrossAsTheyAre(value: String) throws {
        let code = "sent = \(value)\nback = f(sent)\nassert back == sent and type(back) is type(sent), back"
        #expect(try grade("def f(x): return x", code).verdict == .accepted)
    }

    @Test func typesAreKept() throws {
        #expect(try grade("def f(x): return (1, 2)", "assert f(0) == [1, 2]").verdict == .wrongAnswer)
        #expect(try grade("def f(x): return '4'").verdict == .wrongAnswer)
        let subclass =
            "from collections import Counter, namedtuple\ndef f(x): return Counter('aab'), namedtuple('P', 'x')(1)"
        #expect(try grade(subclass, "assert f(0) == ({'a': 2, 'b': 1}, (1,))").verdict == .accepted)
    }

    @Test func ofAForeignResultOnlyItsPresenceCanBeAsked() throws {
        let code = "assert f.many([['a'], ['b']], only_presence=True) == [True, False]"
        #expect(try grade("import re\ndef f(x): return re.match('a', x)", code).verdict == .accepted)
    }

    @Test func whatTheAssertsHoldIsNotChangedThroughAnArgument() throws {
        #expect(try grade("def f(x):\n  x.clear()\n  return 1", "x = [1]\nf(x)\nassert x == [1]").verdict == .accepted)
    }

    // MARK: How programs end

    @Test func anExceptionIsARuntimeErrorWithTheProgramsFrames() throws {
        let outcome = try grade("def g(x):\n    return x / 0\ndef f(x):\n    return g(x)")
        #expect(outcome.verdict == .runtimeError)
        #expect(
            outcome.errorOutput == """
                Traceback (most recent call last):
                  File "program.py", line 4, in f
                    return g(x)
                           ^^^^
                  File "program.py", line 2, in g
                    return x / 0
                           ~~^~~
                ZeroDivisionError: division by zero

                """)
    }

    @Test func anAssertMayExpectAnException() throws {
        let code = "try: f(0)\nexcept ValueError: pass\nelse: assert False"
        #expect(try grade("def f(x): raise ValueError('no')", code).verdict == .accepted)
        #expect(try grade("def f(x): return 1", code).verdict == .wrongAnswer)
    }

    @Test func limitsAreTheProgramsVerdict() throws {
        #expect(try grade("def f(x):\n  while True: pass").verdict == .timeLimit)
        #expect(try grade("def f(x): return bytearray(10**10)").verdict == .memoryLimit)
        #expect(try grade("def f(x):\n  while True: print('x' * 1000)").verdict == .outputLimit)
        #expect(try grade("def f(x) return 1").verdict == .compileError)
        #expect(try grade("x = 1 / 0").verdict == .runtimeError)
        #expect(try grade("def g(x): return 1").verdict == .runtimeError)
    }

    @Test func everySuiteIsGradedUnlessOneFails() throws {
        let suites = ["1", "2", "3"].map { FunctionSuite(code: "assert candidate('f')(0) == \($0)") }
        var submission = FunctionSubmission(source: "def f(x): return 2", suites: suites, stopsAtFirstFailure: false)
        #expect(try grader.grade([submission])[0].outcomes.map(\.verdict) == [.wrongAnswer, .accepted, .wrongAnswer])
        submission.stopsAtFirstFailure = true
        #expect(try grader.grade([submission])[0].outcomes.map(\.verdict) == [.wrongAnswer])
    }

    @Test func theSuiteReadsItsInputAndItsOutputIsKept() throws {
        let outcome = try grade("def f(x): return x", "print(f(int(input())))\nprint('more')", input: "5\n")
        #expect(outcome.verdict == .accepted && outcome.output == "5\nmore\n")
    }

    @Test func codeBehindTheMainGuardDoesNotRun() throws {
        #expect(try grade("def f(x): return 4\nif __name__ == '__main__':\n    input()\n    1/0").verdict == .accepted)
    }

    // MARK: Whose fault it is

    @Test func assertsThatDoNotEndProveNothing() throws {
        // Prints what it was given, and then works for ever on what it is given next.
        let code = """
            print(f(1))
            class Slow(dict): pass
            x = f(2)
            while x: pass
            """
        let forger = "def f(x): return 'hi\\npassed' if x == 1 else True"
        #expect(try grade(forger, code).verdict == .timeLimit)
        #expect(try grade(forger, "print(f(1))\nimport os\nos._exit(0)").verdict != .accepted)
    }

    @Test(arguments: [
        "assert all(map(f, range(3)))", "for a, b in zip(map(f, [1, 2]), [1, 2]): assert a == b",
        "assert list(map(f, [])) == [] and [*map(f, [1])] in ([], [1])",
    ]) func anExceptionThatEndsALoopDoesNotPass(code: String) throws {
        #expect(try grade("def f(x): raise StopIteration", code).verdict == .runtimeError)
        #expect(try grade("class S(StopIteration): pass\ndef f(x): raise S()", code).verdict == .runtimeError)
    }

    @Test(arguments: [
        "def f(x):\n  import os\n  os._exit(0)", "def f(x): return object()",
    ]) func aProgramThatIsGoneIsNotAnExpectedException(cheat: String) throws {
        for kind in ["Exception", "BaseException"] {
            let code = "try: f(0)\nexcept \(kind): pass\nelse: assert False"
            #expect(try grade(cheat, code).verdict != .accepted)
        }
    }

    @Test(arguments: [
        "assert f(2) = 4", "assert False", "undefined_name", "import no_such_module\nassert f(2) == 4", "pass",
        "# nothing", "assert f(2) == 4\nassert f(3) == undefined_name", "import sys\nsys.exit(0)\nassert f(2) == 5",
        "import re\nassert f(re) == 4", "import unittest\nunittest.main()", "while True: pass", "input()",
    ]) func theFaultsOfASuiteAreItsOwn(code: String) throws {
        let error = #expect(throws: SandboxError.self) { try grade("def f(x): return x * x", code) }
        #expect(error?.problem.contains("the asserts failed by themselves") == true)
    }

    @Test func aNameThatWrongResultsLeaveUnboundIsTheProgramsFault() throws {
        #expect(try grade("def f(x): return []", "for y in f(2): z = y\nassert z == 1").verdict == .wrongAnswer)
        #expect(try grade("def f(x): return None", "assert f(2)[0] == 4").verdict == .wrongAnswer)
    }

    @Test func aProgramThatIsNoneIsNotTheSuitesFault() throws {
        #expect(try grade("def f(x) return 1", "undefined_name").verdict == .compileError)
    }

    @Test(arguments: ["", "exit=False"]) func unittestIsUnderstood(arguments: String) throws {
        let code = """
            import unittest
            class T(unittest.TestCase):
                def test_four(self): self.assertEqual(f(2), 4)
                def test_more(self):
                    for n in range(3):
                        with self.subTest(n=n): self.assertEqual(f(n), n * n)
            unittest.main(\(arguments))
            """
        #expect(try grade("def f(x): return x * x", code).verdict == .accepted)
        #expect(try grade("def f(x): return x + 2", code).verdict == .wrongAnswer)
        #expect(try grade("def f(x): return 1 / 0", code).verdict == .runtimeError)
        #expect(try grade("def f(x): raise SystemExit(0)", code).verdict == .runtimeError)
        let same = try (0..<2).map { _ in try grade("def f(x): return x + 2", code).errorOutput }
        #expect(same[0] == same[1])
    }

    @Test func whatASuitePrintsIsNoVerdict() throws {
        let outcome = try grade("def f(x): return 4", "assert f(2) == 4\nprint('hi', end='')")
        #expect(outcome.verdict == .accepted && outcome.output == "hi")
    }

    @Test func aFunctionThatGivesNothingBackMayWorkInPlace() throws {
        let code = "x, y = [3, 1], {'a': [1]}\nf(x, y)\nassert x == [1, 3] and y == {'b': 2}, (x, y)"
        let right = "def f(x, y):\n  x.sort()\n  y.clear()\n  y['b'] = 2"
        #expect(try grade(right, code).verdict == .accepted)
        #expect(try grade("def f(x, y): pass", code).verdict == .wrongAnswer)
        // One that gives something back cannot change what it is compared with.
        #expect(
            try grade("def f(x):\n  x.clear()\n  return []", "x = [3, 1]\nassert f(x) == sorted(x)").verdict
                == .wrongAnswer)
    }
}
