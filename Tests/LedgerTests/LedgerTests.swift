import Rollouts
import Ledger
import RunStore
import TestSupport
import Testing

/// An executor that remembers.
@Suite struct LedgerTests {
    private let folder = try! TemporaryFolder()
    private let inner = CountingExecutor()

    private func ledger(
        _ change: (inout LedgerRuntime) -> Void = { _ in }, isRepeatable: (@Sendable (Judgement) -> Bool)? = nil
    ) -> LedgerExecutor {
        var runtime = LedgerRuntime.forTests
        change(&runtime)
        let ledger = RunLedger(folder: folder.path)
        guard let isRepeatable else { return LedgerExecutor(inner, runtime: runtime, ledger: ledger) }
        return LedgerExecutor(inner, runtime: runtime, ledger: ledger, isRepeatable: isRepeatable)
    }

    private func submission(_ source: String, _ inputs: String...) -> Submission {
        Submission(source: source, tests: (inputs.isEmpty ? ["i"] : inputs).map { TestCase(input: $0, expected: "x") })
    }

    @Test func aRepeatedExecutionIsAnsweredWithTheSameJudgement() throws {
        let executor = ledger()
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
        let executor = ledger()
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
        let changes: [(inout LedgerRuntime) -> Void] = [
            { $0.language = "Lua" }, { $0.version = "3.12.0" }, { $0.limits = "b" }, { $0.isolation = "none" },
            { $0.executorVersion = 2 },
        ]
        for (index, change) in changes.enumerated() {
            _ = try ledger(change).judge([submission("a")])
            #expect(inner.asked.count == 7 + index)
        }
    }

    @Test func whatMayEndOtherwiseIsNotAnswered() throws {
        let executor = ledger()
        for _ in 0..<2 { _ = try executor.judge([submission("time limit")]) }
        #expect(inner.asked.count == 2)
        for _ in 0..<2 { _ = try executor.judge([submission("near"), submission("clock")]) }
        #expect(inner.asked.count == 6)
        let doubting = ledger(isRepeatable: { _ in false })
        for _ in 0..<2 { _ = try doubting.judge([submission("doubtful")]) }
        #expect(inner.asked.count == 8)
    }

    @Test func marksOfAnOutcomeAreKept() throws {
        let executor = ledger(isRepeatable: { _ in true })
        let first = try executor.judge([submission("near"), submission("clock")])
        #expect(first[0].outcomes[0].nearLimit && first[1].outcomes[0].mayVary == [.clock])
        #expect(try executor.judge([submission("near"), submission("clock")]) == first)
        #expect(inner.asked.count == 2)
    }

    @Test func theLedgerCountsAndSorts() throws {
        let executor = ledger()
        for _ in 0..<2 { _ = try executor.judge([submission("a"), submission("b"), submission("time limit")]) }
        let reader = try VerdictLedger(reading: folder.path)
        #expect(
            try reader.counts() == [
                .init(verdict: "accepted", programs: 2, executions: 2, answers: 2),
                .init(verdict: "time limit", programs: 1, executions: 2, answers: 0),
            ])
        #expect(try reader.slowest(2).count == 2)
        #expect(try reader.nearLimits(9).map(\.program).sorted() == ["a", "b", "time limit"])
    }

    /// Known answers, of Python's hashlib: over each text its length in 8 bytes, then its UTF-8. Programs of 0 to 63 bytes meet every padding.
    @Test(arguments: [
        (0, "7ef4f76ed76a08f098049ddf7b286d6cfd4ea3fce501c46d2d307a776c186475"),
        (1, "baa2402b5ae26c5d9f954d389d553313da3168aa70af5c8fe4773b05fec4a027"),
        (32, "e9d85b439c5cd21fe0d71009e3d9539f8b975cd9da6b5d0d0d35eeb8048b1e33"),
        (39, "91c2d334314564b2683c6e6d945138fff5c484b112ad4085babcb18d90f71668"),
        (40, "e5434b2f9f53651cfe23aa450642554e53f40e9487970f01dab0ea9ce329e55c"),
        (41, "ae79595b1b0de1deadc4c811a409ebaf47bfd6995e5617a9f270c23892c07efc"),
        (47, "eefbbc89d27597413868c6ee867ad3adc567e141e1ff63c276966668ab7bda11"),
        (48, "f1e0ebde6754825baebd37249da4634df1b325ef9b72eee5b01f62c2399f9a38"),
        (49, "d417b45e80f70189ddd14fc31084b7c56b64b0f3383d03b09443d59503ca0060"),
        (1000, "41a7615fe5f835497c3199f1429bc3fb44eb87c03d05cc5f40aa003200e03ae4"),
    ]) func keysAreSHA256(length: Int, key: String) throws {
        _ = try ledger().judge([submission(String(repeating: "é", count: length / 2) + (length % 2 == 0 ? "" : "b"))])
        #expect(try VerdictLedger(reading: folder.path).slowest(1)[0].key == key)
    }

    @Test func executorsOfOneRunShareAFile() throws {
        let shared = RunLedger(folder: folder.path)
        var lua = LedgerRuntime.forTests
        lua.language = "Lua"
        let executors = [LedgerRuntime.forTests, lua].map { LedgerExecutor(inner, runtime: $0, ledger: shared) }
        for executor in executors + executors { _ = try executor.judge([submission("a")]) }
        #expect(inner.asked == ["a", "a"])
        #expect(executors.map(\.counts.answered) == [1, 1])
        shared.close()
        #expect(try folder.names == ["verdicts.sqlite"])
        #expect(
            try VerdictLedger(reading: folder.path).slowest(9).map(\.runtime).sorted() == [
                "Lua 3.11.2", "Python 3.11.2",
            ])
        // Whoever judges after the end of the record finds the file again.
        #expect(try executors[0].judge([submission("a")]).count == 1)
        #expect(inner.asked.count == 2)
    }

    @Test func thereIsNoFileBeforeAProgramRan() throws {
        struct Broken: Error {}
        let shared = RunLedger(folder: folder.path)
        let executor = LedgerExecutor(
            ScriptedExecutor { _ -> Judgement in throw Broken() }, runtime: .forTests, ledger: shared)
        #expect(try executor.judge([]).isEmpty)
        #expect(throws: Broken.self) { try executor.judge([submission("a")]) }
        shared.close()
        #expect(try folder.names == [])
        #expect(executor.counts.asked == 0)
    }

    @Test func longOutputsAreNotKept() throws {
        let executor = ledger()
        for size in [60_000, 70_000] {
            inner.asked = []
            let wordy = submission("wordy", String(repeating: "x", count: size))
            let first = try executor.judge([wordy])
            #expect(try executor.judge([wordy])[0].outcomes[0].output == first[0].outcomes[0].output)
            #expect(inner.asked.count == (size == 60_000 ? 1 : 2))
        }
        let file = try folder.data("verdicts.sqlite")
        #expect(try VerdictLedger(reading: folder.path).counts()[0].executions == 3)
        #expect(file.count < 400_000)
    }

    @Test func aRunWithoutALedgerSaysSo() {
        let error = #expect(throws: RunStoreError.self) { try VerdictLedger(reading: folder.path) }
        #expect(
            error?.description == "there is no \(folder.path)/verdicts.sqlite: the run kept no ledger of its executions"
        )
    }
}
