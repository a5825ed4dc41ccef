import Rollouts
import Ledger
import RunStore
import TestSupport
import Testing

/// Another run's ledger, in place of executions or beside them.
@Suite struct RecordedVerdictsTests {
    private let folder = try! TemporaryFolder()
    private let old = CountingExecutor(), new = CountingExecutor()

    private func submission(_ source: String) -> Submission {
        Submission(source: source, tests: [TestCase(input: "i", expected: "x")])
    }

    /// Judges batches in a run of a name of its own, each program a batch.
    @discardableResult
    private func play(
        _ run: String, _ inner: any Executor, _ sources: [String], runtime: LedgerRuntime = .forTests,
        recorded: RecordedVerdicts? = nil
    ) throws -> [Judgement] {
        try folder.write("", to: "\(run)/console.log")
        let ledger = RunLedger(folder: folder.file(run))
        defer { ledger.close() }
        let executor = LedgerExecutor(inner, runtime: runtime, ledger: ledger, recorded: recorded)
        return try sources.flatMap { try executor.judge([submission($0)]) }
    }

    @Test func itAnswersEachTimeAsItWasThatTime() throws {
        let sources = ["a", "clock", "time limit", "a", "clock", "clock", "near"]
        let first = try play("old", old, sources)
        // The clock's program printed something else each time.
        #expect(Set(first.map { $0.outcomes[0].wallSeconds }).count == 6)
        let recorded = try RecordedVerdicts(folder: folder.file("old"), use: .answer)
        #expect(try play("new", new, sources, recorded: recorded) == first)
        #expect(new.asked == [])
        #expect(recorded.report.asked == 6 && recorded.report.missing == 0)
        // The new run's own ledger says that nothing ran, and can be answered from in its turn.
        let counts = try VerdictLedger(reading: folder.file("new")).counts()
        #expect(counts.map(\.executions) == [0, 0] && counts.map(\.answers) == [6, 1])
        let again = try RecordedVerdicts(folder: folder.file("new"), use: .answer)
        #expect(try play("newest", new, sources, recorded: again) == first)
        #expect(new.asked == [])
    }

    @Test func whatItDoesNotHoldIsExecutedAndCounted() throws {
        try play("old", old, ["a", "clock"])
        let recorded = try RecordedVerdicts(folder: folder.file("old"), use: .answer)
        try play("new", new, ["a", "b", "clock", "clock"], recorded: recorded)
        // The clock's program was asked about once.
        #expect(new.asked == ["b", "clock"])
        #expect(recorded.report.asked == 4 && recorded.report.missing == 2)
        #expect(recorded.report.differences.isEmpty)
    }

    @Test func checkExecutesAndTellsWhatDiffers() throws {
        try play("old", old, ["a", "clock", "b"])
        let recorded = try RecordedVerdicts(folder: folder.file("old"), use: .check)
        let changed = ScriptedExecutor { submission in
            Judgement(
                outcomes: [
                    TestOutcome(
                        verdict: submission.source == "b" ? .runtimeError : .accepted, output: "ié\0", errorOutput: "e",
                        cpuSeconds: 7, exitStatus: nil, signal: 9)
                ])
        }
        let judged = try play("new", changed, ["a", "b", "c"], recorded: recorded)
        #expect(judged.map(\.verdict) == [.accepted, .runtimeError, .accepted])
        #expect(changed.batches.joined().map(\.source) == ["a", "b", "c"])
        let report = recorded.report
        #expect(report.asked == 3 && report.missing == 1)
        #expect(report.differences.map(\.program) == ["b"])
        #expect(report.differences[0].old.verdict == .accepted && report.differences[0].new.verdict == .runtimeError)
    }

    @Test func otherOutputIsADifference() throws {
        try play("old", old, ["a"])
        new.suffix = "other"
        let recorded = try RecordedVerdicts(folder: folder.file("old"), use: .check)
        try play("new", new, ["a"], recorded: recorded)
        #expect(recorded.report.differences.count == 1)
    }

    @Test func anotherVersionOfTheInterpreterIsComparedWith() throws {
        try play("old", old, ["a"])
        var later = LedgerRuntime.forTests
        later.version = "3.12.0"
        let recorded = try RecordedVerdicts(folder: folder.file("old"), use: .check)
        try play("new", new, ["a"], runtime: later, recorded: recorded)
        #expect(new.asked == ["a"] && recorded.report.missing == 0)
        later.limits = "others"
        try play("newer", new, ["a"], runtime: later, recorded: recorded)
        #expect(recorded.report.missing == 1)
    }

    @Test func theOtherLedgerIsNeverChanged() throws {
        try play("old", old, ["a", "clock"])
        let before = try folder.data("old/verdicts.sqlite")
        for use in [RecordedVerdicts.Use.answer, .check] {
            let recorded = try RecordedVerdicts(folder: folder.file("old"), use: use)
            try play("new", new, ["a", "b"], recorded: recorded)
        }
        #expect(try folder.data("old/verdicts.sqlite") == before)
    }

    @Test func aRunWithoutALedgerSaysSo() {
        let error = #expect(throws: RunStoreError.self) { try RecordedVerdicts(folder: folder.path, use: .check) }
        #expect(error?.description.hasSuffix("the run kept no ledger of its executions") == true)
    }
}
