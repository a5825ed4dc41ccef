import Rollouts
import RunStore
import TestSupport
import Testing

/// An executor that remembers.
@Suite struct LedgerTests {
    /// Says a verdict by the program's text, and counts what it is asked.
    private final class Counting: Executor, @unchecked Sendable {
        // Each test uses its own on one thread.
        var asked: [String] = []
        func judge(_ submissions: [Submission]) throws -> [Judgement] {
            asked += submissions.map(\.source)
            return submissions.map { submission in
                let verdict = Verdict(rawValue: submission.source) ?? .accepted
                return Judgement(
                    outcomes: submission.tests.map { test in
                        TestOutcome(
                            verdict: verdict, output: "\(test.input)é\0", errorOutput: "e", cpuSeconds: 0.9,
                            wallSeconds: 1, peakMemory: 1 << 20, exitStatus: nil, signal: 9,
                            nearLimit: submission.source == "near",
                            mayVary: submission.source == "clock" ? [.clock] : [])
                    })
            }
        }
    }

    private let folder = try! TemporaryFolder()
    private let inner = Counting()

    private func ledger(limits: String = "a", isRepeatable: (@Sendable (Judgement) -> Bool)? = nil) throws
        -> LedgerExecutor
    {
        let runtime = LedgerRuntime(
            name: "Python 3", limits: limits, executorVersion: 1, cpuLimitSeconds: 1, memoryLimitBytes: 1 << 30)
        guard let isRepeatable else { return try LedgerExecutor(inner, runtime: runtime, folder: folder.path) }
        return try LedgerExecutor(inner, runtime: runtime, folder: folder.path, isRepeatable: isRepeatable)
    }

    private func submission(_ source: String, _ inputs: String...) -> Submission {
        Submission(source: source, tests: (inputs.isEmpty ? ["i"] : inputs).map { TestCase(input: $0, expected: "x") })
    }

    @Test func aRepeatedExecutionIsAnsweredWithTheSameJudgement() throws {
        let executor = try ledger()
        let first = try executor.judge([submission("a"), submission("wrong answer", "1", "2"), submission("a")])
        #expect(inner.asked == ["a", "wrong answer"])
        #expect(try executor.judge([submission("wrong answer", "1", "2"), submission("a")]) == [first[1], first[0]])
        #expect(inner.asked.count == 2)
        #expect(executor.counts.asked == 5 && executor.counts.answered == 3 && executor.counts.share == 0.6)
        // Another process, the same run.
        #expect(try ledger().judge([submission("a")]) == [first[0]])
        #expect(inner.asked.count == 2)
    }

    @Test func whateverDiffersRunsAgain() throws {
        let executor = try ledger()
        var other = submission("a")
        _ = try executor.judge([other])
        other.tests[0].expected = "y"
        _ = try executor.judge([other])
        other.comparison = .exact
        _ = try executor.judge([other])
        other.stopsAtFirstFailure = false
        _ = try executor.judge([other])
        _ = try executor.judge([submission("a", "i", "")])
        _ = try executor.judge([submission("b")])
        #expect(inner.asked.count == 6)
        _ = try ledger(limits: "b").judge([submission("a")])
        #expect(inner.asked.count == 7)
    }

    @Test func whatMayEndOtherwiseIsNotAnswered() throws {
        let executor = try ledger()
        for _ in 0..<2 { _ = try executor.judge([submission("time limit")]) }
        #expect(inner.asked.count == 2)
        for _ in 0..<2 { _ = try executor.judge([submission("near"), submission("clock")]) }
        #expect(inner.asked.count == 6)
        let doubting = try ledger { _ in false }
        for _ in 0..<2 { _ = try doubting.judge([submission("doubtful")]) }
        #expect(inner.asked.count == 8)
    }

    @Test func marksOfAnOutcomeAreKept() throws {
        let executor = try ledger { _ in true }
        let first = try executor.judge([submission("near"), submission("clock")])
        #expect(first[0].outcomes[0].nearLimit && first[1].outcomes[0].mayVary == [.clock])
        #expect(try executor.judge([submission("near"), submission("clock")]) == first)
        #expect(inner.asked.count == 2)
    }

    @Test func theLedgerCountsAndSorts() throws {
        let executor = try ledger()
        for _ in 0..<2 { _ = try executor.judge([submission("a"), submission("b"), submission("time limit")]) }
        let reader = try VerdictLedger(reading: folder.path)
        let counts = try reader.counts()
        #expect(counts.map(\.verdict) == ["accepted", "time limit"])
        #expect(
            counts.map(\.programs) == [2, 1] && counts.map(\.executions) == [2, 2] && counts.map(\.answers) == [2, 0])
        #expect(try reader.slowest(2).count == 2)
        #expect(try reader.nearLimits(9).map(\.program).sorted() == ["a", "b", "time limit"])
    }

    /// Known answers, of Python's hashlib: over each text its length in 8 bytes, then its UTF-8. Programs of 0 to 63 bytes meet every padding.
    @Test(arguments: [
        (0, "cc46deef7061e995e82c317d0dcbcc304ade5e0dc69cd5388b38cd762674cae5"),
        (1, "b5d7bb2fd70551c83d642fb80694cbb32afa039ae07226076e1a99c2f3d1d8f7"),
        (32, "aaa1dffcec6c0b06d606f75835e818ec576767d85695bc84be9e9df6148390e2"),
        (39, "5af08e76ad2fab7cddbdb48ab73031c18c84d7ab27cda0bd3b3093ed7f7219ef"),
        (40, "a7df6e68de8d0cbd1e189057949faa106c5e08ce99b346f3ff2d209508cf7975"),
        (41, "87e464240c2c8fa36ced1043fcdcc5e2896f1006b403e862326654cb6b0a1f92"),
        (47, "bcdb68ec02f850a16132f391060a62f32965043d8cf1ebe993acaa5dc8ed17d7"),
        (48, "f470e379c628654cd11f6e54ea079989887bc54a9f1d3d0aa1a6721d63d9f8f6"),
        (49, "80381589f6af28746c69b97c04125a19816fb5bc1701d1deecd17c809c358b33"),
        (1000, "1fdb4c8fc289f42b389c5222b3acb89e3c6b67f90bd232f6dc34d9c0b2230d4a"),
    ]) func keysAreSHA256(length: Int, key: String) throws {
        _ = try ledger().judge([submission(String(repeating: "é", count: length / 2) + (length % 2 == 0 ? "" : "b"))])
        #expect(try VerdictLedger(reading: folder.path).slowest(1)[0].key == key)
    }

    @Test func aRunWithoutALedgerSaysSo() {
        let error = #expect(throws: RunStoreError.self) { try VerdictLedger(reading: folder.path) }
        #expect(
            error?.description == "there is no \(folder.path)/verdicts.sqlite: the run kept no ledger of its executions"
        )
    }
}
