import Foundation
import Rollouts
import Sandbox
import Synchronization
import Testing

/// Many programs at once.
@Suite struct BatchTests {
    private static func submission(_ index: Int) -> Submission {
        let sources = [
            "print(int(input()) * 2)", "print(int(input()) + 1)", "print(b)", "x = = 1", "",
            "print(sorted({object() for _ in range(9)}, key=id)[0], map(int, '1'), hash('a'), id(print))",
            "import random; print(random.random(), list({'a', 'b', 'c', 'd'}))",
        ]
        let tests = (0..<4).map { TestCase(input: "\(index + $0)\n", expected: "\(2 * (index + $0))") }
        return Submission(source: sources[index % sources.count], tests: tests, stopsAtFirstFailure: index % 2 == 0)
    }

    // All that does not depend on a clock.
    private static func facts(_ judgements: [Judgement]) -> [[String]] {
        judgements.map { $0.outcomes.map { "\($0.verdict) \($0.output) \($0.errorOutput) \($0.exitStatus as Any)" } }
    }

    @Test func resultsComeInTheOrderAskedAndDoNotDependOnIt() throws {
        let batch = (0..<42).map(Self.submission)
        let one = try SandboxExecutor(.python(), limits: .forTests)
        let three = try SandboxExecutor(.python(), limits: .forTests, workers: 3)
        let expected = Self.facts(try one.judge(batch))
        #expect(Self.facts(try three.judge(batch)) == expected)
        #expect(Self.facts(try three.judge(batch.reversed())) == expected.reversed())
        #expect(expected[0].count == 4 && expected[1].count == 4 && expected[2].count == 1)
    }

    @Test func anEmptyBatchIsDoneAtOnce() throws {
        #expect(try SandboxExecutor(.python()).judge([]).isEmpty)
        let untested = Submission(source: "pass", tests: [])
        #expect(try SandboxExecutor(.python()).judge([untested])[0].outcomes.isEmpty)
    }

    @Test func callsFromManyThreadsShareTheWorkers() throws {
        let executor = try SandboxExecutor(.python(), workers: 2)
        let results = Mutex([Int: String]())
        DispatchQueue.concurrentPerform(iterations: 8) { index in
            let outcome = try? executor.run(source: "print(\(index))")
            results.withLock { $0[index] = outcome?.output }
        }
        #expect(results.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, "\($0)\n") }))
    }

    /// Each runs once beside others and once alone, in turn; the others go on between.
    @Test func manyProgramsThatHitALimitStillEnd() throws {
        let limits = Limits(cpu: .milliseconds(50), wall: .seconds(20), memory: 128 << 20)
        let executor = try SandboxExecutor(.python(), limits: limits, workers: 3)
        let batch = (0..<24).map { index in
            Submission(
                source: index % 2 == 0 ? "while True: pass" : "print(7)", tests: [TestCase(input: "", expected: "7")])
        }
        let verdicts = try executor.judge(batch).map(\.verdict)
        #expect(verdicts == (0..<24).map { $0 % 2 == 0 ? Verdict.timeLimit : .accepted })
    }
}
