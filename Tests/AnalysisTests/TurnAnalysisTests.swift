import Analysis
import JSON
import Rollouts
import TestSupport
import Testing

/// Counts that a reader can check by hand, and their intervals.
@Suite struct TurnAnalysisTests {
    private static let right = Verdict.accepted, wrong = Verdict.wrongAnswer

    /// Problems with their conversations; a cluster each unless told.
    private func problems(
        _ conversations: [(problem: String, verdicts: [Verdict?], solved: Bool)], cluster: (String) -> String = { $0 }
    ) -> [EvaluatedProblem] {
        conversations.reduce(into: []) { problems, one in
            if problems.last?.name != one.problem {
                problems.append(EvaluatedProblem(name: one.problem, cluster: cluster(one.problem)))
            }
            problems[problems.count - 1].conversations.append(
                ConversationRecord(
                    turns: one.verdicts.map { .init(verdict: $0) }, passedPublic: one.verdicts.last == Self.right,
                    solved: one.solved))
        }
    }

    private var sample: [EvaluatedProblem] {
        problems([
            ("a", [Self.right], true), ("a", [Self.wrong, Self.right], true),
            ("a", [Self.wrong, Self.wrong, Self.right], true),
            ("b", [Self.wrong, Self.right], false), ("b", [nil, .runtimeError, Self.wrong], false),
            ("b", [.runtimeError, Self.right], true),
            // It ended for want of room.
            ("c", [Self.wrong], false), ("c", [nil, nil, Self.right], true), ("c", [.runtimeError, nil], false),
        ])
    }

    @Test func solvedByTurnCountsWhatFailedInPrivateApart() throws {
        let rows = try TurnAnalysis(sample, turns: 3).solvedByTurn.rows
        #expect(rows.map(\.turn) == [1, 2, 3])
        let (solved, passed) = (rows.compactMap { $0.solved?.value }, rows.compactMap { $0.passedPublic?.value })
        let wrong = rows.compactMap(\.wrong)
        #expect(solved == [1, 3, 5].map { $0 / 9 })
        #expect(passed == [1, 4, 6].map { $0 / 9 })
        #expect(wrong.map(\.value) == [0, 0.25, 1 / 6])
        #expect(wrong.map(\.count) == [1, 4, 6])
    }

    @Test func errorsAreCountedByTurn() throws {
        let cells = try TurnAnalysis(sample, turns: 3).errorsByTurn.cells
        func count(_ outcome: AnswerOutcome) -> [Int] { cells.filter { $0.outcome == outcome }.map(\.count) }
        #expect(count(.solved) == [1, 2, 2])
        #expect(count(.onlyPublic) == [0, 1, 0])
        #expect(count(.failed(Self.wrong)) == [4, 1, 1])
        #expect(count(.failed(.runtimeError)) == [2, 1, 0])
        #expect(count(.noProgram) == [2, 2, 0])
        #expect(!cells.contains { $0.outcome == .failed(.timeLimit) })
        let shares = cells.filter { $0.outcome == .noProgram }.map(\.share)
        #expect(shares.map(\.value) == [2.0 / 9, 2.0 / 7, 0])
        #expect(shares.map(\.count) == [9, 7, 3])
    }

    @Test func recoveryIsCountedByKindOfError() throws {
        let rows = try TurnAnalysis(sample, turns: 3).recovery.rows
        func row(_ error: AnswerOutcome, _ turn: Int?) -> [Double] {
            guard let row = rows.first(where: { $0.error == error && $0.turn == turn }) else { return [] }
            return [Double(row.next.count), row.next.value, row.later.value]
        }
        #expect(row(.failed(Self.wrong), 1) == [4, 0.25, 0.5])
        #expect(row(.failed(Self.wrong), 2) == [1, 1, 1])
        #expect(row(.failed(Self.wrong), nil) == [5, 0.4, 0.6])
        #expect(row(.failed(.runtimeError), nil) == [3, 1 / 3, 1 / 3])
        #expect(row(.noProgram, nil) == [4, 0.25, 0.5])
        // Nothing can follow on the last turn.
        #expect(!rows.contains { $0.turn == 3 })
        #expect(rows[0].error == .failed(Self.wrong))
        #expect(rows[0].turn == nil)
    }

    @Test func consecutiveProgramsAreCompared() throws {
        let programs = ["print(1)", "print(1)", "print(2)"]
        let same = ConversationRecord(
            Make.conversation(about: "a", [Self.wrong, Self.wrong, Self.wrong], programs: programs),
            comparesPrograms: true)
        #expect(same.turns.map(\.likeness?.isSame) == [nil, true, false])
        // An answer without a program is in no pair.
        let gap = ConversationRecord(
            Make.conversation(about: "b", [Self.wrong, nil, Self.wrong], programs: programs), comparesPrograms: true)
        #expect(gap.turns.allSatisfy { $0.likeness == nil })
        var problems = [EvaluatedProblem(name: "a", cluster: "a"), EvaluatedProblem(name: "b", cluster: "b")]
        (problems[0].conversations, problems[1].conversations) = ([same], [gap, same])
        let rows = try TurnAnalysis(problems, turns: 3).similarity.rows
        let changed = ChrF.score("print(2)", reference: "print(1)")
        #expect(rows.map(\.turn) == [nil, 2, 3])
        #expect(rows.map(\.chrF.count) == [4, 2, 2])
        #expect(rows.map(\.same.value) == [0.5, 1, 0])
        for (row, expected) in zip(rows, [(1 + changed) / 2, 1, changed]) {
            #expect(abs(row.chrF.value - expected) < 1e-12)
        }
    }

    /// 40 problems of which each fourth is solved.
    private func many(cluster: (Int) -> String) -> [EvaluatedProblem] {
        (0..<40).map { number in
            var problem = EvaluatedProblem(name: "p\(number)", cluster: cluster(number))
            problem.conversations = (0..<5).map { sample in
                let solved = (number * 7 + sample) % 20 < 5
                return ConversationRecord(
                    turns: [.init(verdict: solved ? .accepted : .wrongAnswer)], passedPublic: solved, solved: solved)
            }
            return problem
        }
    }

    private func solved(_ problems: [EvaluatedProblem]) throws -> Measured {
        try #require(try TurnAnalysis(problems, turns: 1).solvedByTurn.rows[0].solved)
    }

    @Test func intervalsFollowFromTheRecordInAnyOrder() throws {
        let problems = many { "c\($0 % 10)" }
        let interval = try #require(try solved(problems).interval)
        #expect((0.1..<0.25).contains(interval[0]))
        #expect((0.25..<0.4).contains(interval[1]))
        #expect(try solved(problems.reversed()) == solved(problems))
    }

    /// Where all problems of a cluster are solved or none is, four clusters say less than forty problems.
    @Test func problemsOfAClusterCountTogether() throws {
        func problems(cluster: (Int) -> String) -> [EvaluatedProblem] {
            (0..<40).map { number in
                var problem = EvaluatedProblem(name: "p\(number)", cluster: cluster(number))
                let solved = number % 4 == 0
                problem.conversations = Array(
                    repeating: ConversationRecord(
                        turns: [.init(verdict: solved ? .accepted : .wrongAnswer)], passedPublic: solved,
                        solved: solved), count: 2)
                return problem
            }
        }
        func width(_ measured: Measured) throws -> Double {
            let interval = try #require(measured.interval)
            return interval[1] - interval[0]
        }
        let alone = try width(try solved(problems { "\($0)" })),
            together = try width(try solved(problems { "\($0 % 4)" }))
        #expect(together > 2 * alone)
        #expect(try solved(problems { _ in "one" }).interval == nil)
    }

    /// Clusters that are all alike would give draws that are all alike.
    @Test func clustersThatDoNotDifferStillLeaveDoubt() throws {
        let half = try solved(
            problems((0..<8).flatMap { [("p\($0)", [Self.right], true), ("p\($0)", [Self.wrong], false)] }))
        let interval = try #require(half.interval)
        #expect(half.value == 0.5)
        #expect(interval[0] < 0.3 && interval[1] > 0.7)
    }

    /// A share of nothing or of all has an interval all the same.
    @Test func noErrorsAtAllStillLeaveDoubt() throws {
        let none = try solved(problems((0..<20).map { ("p\($0)", [Self.wrong], false) }))
        let interval = try #require(none.interval)
        #expect(none.value == 0 && interval[0] == 0)
        #expect(interval[1] > 0.1)
    }

    @Test func rowsForProgramsHaveIntervalsBesideTheirValues() throws {
        let turns = try TurnAnalysis(sample, turns: 3)
        let row = try #require(turns.errorsByTurn.objects.first)
        #expect(row.members.map(\.key) == ["turn", "outcome", "count", "answers", "share", "share 95%"])
        #expect(row["outcome"]?.string == "solved" && row["share 95%"]?.array?.count == 2)
        #expect(turns.recovery.objects[0]["turn"] == nil && turns.recovery.objects[1]["turn"]?.int == 1)
        let one = try TurnAnalysis(problems([("a", [Self.right], true)]), turns: 1).solvedByTurn.objects[0]
        #expect(one["solved"]?.double == 1 && one["solved 95%"] == .null)
    }
}
