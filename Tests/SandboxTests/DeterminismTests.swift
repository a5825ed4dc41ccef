import Environments
import Rollouts
import Sandbox
import Testing

/// The same program on the same test: the same verdict and the same bytes, whatever ran before it, beside it or elsewhere.
@Suite struct DeterminismTests {
    // What shows the order of sets, addresses, hashes and seeded chance, if anything does.
    private static let telling = [
        "print({object() for _ in range(20)})", "print([id(x) for x in (1, 'a', [], {}, print)])",
        "print(hash('a'), hash(b'a'), hash((1, 'a')), hash(object()), hash(1.5), hash(None))",
        "import random; print(random.random(), random.sample(range(1000), 20), random.getrandbits(99))",
        "print({'b', 'a', 'c', frozenset('xyz')}, {1.5, 'x', (), None}, set('determinism'))",
        "class A: pass\nprint(A(), [A() for _ in range(50)][-1], A.f if hasattr(A, 'f') else A)",
        "import gc; print(len(gc.get_objects()), gc.get_count(), gc.get_stats())",
        "import sys; print(sys.getrefcount(None), sys.getallocatedblocks(), sorted(sys.modules))",
        "import os; print(os.getpid(), os.getppid(), os.getuid(), os.getcwd(), os.listdir('/'))",
        "import ctypes; print(ctypes.addressof(ctypes.c_int(1)), ctypes.cast(ctypes.pythonapi.Py_IsInitialized, ctypes.c_void_p))",
        "def f(n): return f(n + 1)\ntry: f(0)\nexcept RecursionError as e: print(e, id(e))",
        "x = []\ntry:\n  while True: x.append(bytearray(1 << 20))\nexcept MemoryError: n = len(x); del x; print(n)",
        "1 / 0", "x = = 1", "import resource; print(resource.getrlimit(resource.RLIMIT_AS))",
        "from collections import Counter, defaultdict\nprint(Counter('abracadabra'), defaultdict(set, {1: {'a', 'b'}}))",
    ]

    private static let programs: [Submission] = {
        let told = (0..<240).map { index in
            Submission(source: telling[index % telling.count], tests: [TestCase(input: "", expected: "")])
        }
        let problems = MiniContests.problems(.train, count: 760, seed: 5)
        return told
            + (0..<problems.count).map { index in
                // Some of them broken, so that tracebacks are compared too.
                let solution = problems.reading(at: index).program.source
                let source = index % 5 == 0 ? solution.replacing("print", with: "prnt") : solution
                let tests = try! problems.problem(at: index).privateTests
                return Submission(source: source, tests: Array(tests.prefix(1)))
            }
    }()

    private struct Facts: Equatable {
        let verdict: Verdict
        let output, errorOutput: String
        let exitStatus, signal: Int?
    }

    private static func facts(_ submissions: [Submission], workers: Int) throws -> [Facts] {
        try SandboxExecutor(.python(), limits: .forTests, workers: workers).judge(submissions).map {
            let outcome = $0.outcomes[0]
            return Facts(
                verdict: outcome.verdict, output: outcome.output, errorOutput: outcome.errorOutput,
                exitStatus: outcome.exitStatus, signal: outcome.signal)
        }
    }

    @Test func aThousandProgramsTwiceInTwoOrdersOnOneWorkerAndOnTwo() throws {
        let programs = Self.programs
        #expect(programs.count == 1000)
        let first = try Self.facts(programs, workers: 1)
        #expect(Set(first.map(\.verdict)).count >= 4)
        var order = Array(programs.indices)
        var random = RandomKey(seed: 7, purpose: .problemOrder).stream()
        order.shuffle(using: &random)
        for workers in [1, 2] {
            let other = try Self.facts(order.map { programs[$0] }, workers: workers)
            for (place, index) in order.enumerated() where other[place] != first[index] {
                Issue.record("\(programs[index].source): \(first[index]), then \(other[place])")
            }
        }
        #expect(try Self.facts(programs, workers: 2) == first)
    }
}
