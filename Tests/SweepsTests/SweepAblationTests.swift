import JSON
import RunStore
import Statistics
import Sweeps
import TestSupport
import Testing

/// The ablation table of a sweep, from its runs.
@Suite struct SweepAblationTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private static let arms: [Point] = [
        .init(number: 1, arm: "base", parameters: [:]), .init(number: 2, arm: "none", parameters: ["kl": 0]),
    ]

    private func sweep(_ points: [Point] = arms, reference: String? = "base") throws -> SampleSweep {
        try SampleSweep(points, reference: reference, in: temporary)
    }

    private func ablation(_ sweep: SampleSweep, _ change: (inout SweepAblation.Request) -> Void = { _ in }) throws
        -> SweepAblation
    {
        var request = SweepAblation.Request()
        change(&request)
        return try SweepAblation(standing(sweep), request)
    }

    private func standing(_ sweep: SampleSweep) throws -> SweepStanding {
        try SweepStanding(of: sweep.folder, journal: SweepJournal(of: sweep.folder))
    }

    private func message(_ body: () throws -> SweepAblation) -> String {
        do {
            _ = try body()
            return "no error"
        } catch { return "\(error)" }
    }

    @Test func armsAreComparedByTheirRuns() throws {
        let sweep = try sweep()
        for trial in sweep.trials {
            try sweep.write(trial, evaluations: [("test", trial.point.number == 1 ? 12 : 6)])
        }
        let found = try ablation(sweep)
        #expect(found.table.rows.map(\.rate.name) == ["base", "none"] && found.table.reference == "base")
        #expect(found.table.rows.map(\.rate.estimate.value) == [0.6, 0.3])
        #expect(found.table.rows.map(\.rate.seeds) == [[1, 2, 3], [1, 2, 3]])
        #expect(
            found.table.rows.allSatisfy { $0.rate.problems == 20 && $0.rate.clusters == 10 && $0.rate.samples == 1 })
        #expect(abs((found.table.rows[1].difference?.estimate.value ?? 0) + 0.3) < 1e-12)
        #expect(found.runs == [["s.1", "s.3", "s.5"], ["s.2", "s.4", "s.6"]])
        #expect(found.evaluations == ["test"] && found.choice == "the only one that all runs have")
        #expect(try ablation(sweep) { $0.reference = "none" }.table.rows[1].difference == nil)
    }

    @Test func whatIsMissingIsNamed() throws {
        let sweep = try sweep()
        for trial in sweep.trials where trial.number != 4 {
            try sweep.write(trial, evaluations: [("test", 9)], status: trial.number == 2 ? .failed : .completed)
        }
        let text = message { try ablation(sweep) }
        #expect(text.hasPrefix("the sweep s is not whole: trial 2 (none, seed 1) failed: "), "\(text)")
        #expect(text.contains("; trial 4 (none, seed 2) was not run yet. Finish it with \"assay sweep resume s\""))
        #expect(try ablation(sweep) { $0.arms = ["base"] }.table.rows.count == 1)
        #expect(
            message { try ablation(sweep) { $0.arms = ["other"] } }
                == "the sweep s has no arm \"other\"; its arms are \"base\", \"none\"")
    }

    @Test func theLastSharedEvaluationIsTakenUnlessAnotherIsNamed() throws {
        let sweep = try sweep()
        for trial in sweep.trials {
            let own = trial.point.number == 1 ? "own" : "other"
            try sweep.write(trial, evaluations: [("first", 4), ("second", 10), (own, 20)])
        }
        let found = try ablation(sweep)
        #expect(found.evaluations == ["second"] && found.table.rows[0].rate.estimate.value == 0.5)
        #expect(found.choice.hasPrefix("the last of 2 that all runs have: \"first\", \"second\"; --evaluation"))
        let text = message { try ablation(sweep) { $0.evaluations = ["own"] } }
        #expect(text.hasPrefix("the runs of s cannot be compared: s.2 has no evaluation \"own\""), "\(text)")
        #expect(text.contains("s.4 has no") && text.contains("s.6 has no") && !text.contains("s.1 "))
        let both = try ablation(sweep) { $0.evaluations = ["first", "second"] }.table
        #expect(both.rows.map(\.rate.name) == ["base, first", "base, second", "none, first", "none, second"])
        #expect(both.reference == "base, first" && abs((both.rows[1].difference?.estimate.value ?? 0) - 0.3) < 1e-12)
    }

    @Test func runsWithoutEvaluationsAreNamed() throws {
        let sweep = try sweep()
        for trial in sweep.trials { try sweep.write(trial, evaluations: trial.number == 3 ? [] : [("test", 5)]) }
        #expect(
            message { try ablation(sweep) }.hasPrefix(
                "the runs of s have no evaluation in common: s.3 recorded none. "))
    }

    /// Points of a grid are called by what differs; what all set alike says nothing.
    @Test func pointsOfAGridAreArms() throws {
        let points: [Point] = [
            .init(number: 1, parameters: ["kl": 0.1, "turns": 1]),
            .init(number: 2, parameters: ["kl": 0.1, "turns": 5]),
            .init(number: 3, parameters: ["kl": 0.1]),
        ]
        let sweep = try sweep(points, reference: nil)
        for trial in sweep.trials { try sweep.write(trial, evaluations: [("test", 3 * trial.point.number)]) }
        let table = try ablation(sweep).table
        #expect(table.rows.map(\.rate.name) == ["turns=1", "turns=5", "defaults"] && table.reference == "turns=1")
    }

    @Test func otherProblemsAreRefused() throws {
        let sweep = try sweep()
        for trial in sweep.trials {
            try sweep.write(trial, evaluations: [("test", 9)], problems: trial.number == 6 ? 18 : 20)
        }
        #expect(
            message { try ablation(sweep) }.contains(
                "arm \"none\" (seed 3) lacks 2 problems, \"p18\", \"p19\", which others have"))
    }

    @Test func curvesAreThoseOfAllSeeds() throws {
        let sweep = try sweep()
        for trial in sweep.trials { try sweep.write(trial, evaluations: [], logs: trial.number != 4) }
        let found = try #require(try SweepAblation.curves(standing(sweep), .init()))
        #expect(found.metric == "solve_rate" && found.curves.map(\.name) == ["base"])
        #expect(found.curves[0].points.map(\.step) == [1, 2, 3] && abs(found.curves[0].points[2].mean - 0.09) < 1e-12)
        #expect(found.notes == ["no curve of none: 1 of its 3 runs have no solve_rate"])
        var request = SweepAblation.Request()
        request.metric = "loss"
        #expect(throws: SweepError.self) { try SweepAblation.curves(standing(sweep), request) }
    }
}
