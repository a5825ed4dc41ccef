import Analysis
import JSON
import Rollouts
import RunStore
import Statistics
import TestSupport
import Testing

/// What a run's episodes say of its evaluations.
@Suite struct EvaluationRecordTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func reader(_ record: (RunWriter) throws -> Void) throws -> RunReader {
        let run = try Make.run(in: folder)
        try record(run)
        try run.finish(.completed)
        return try RunReader(folder: run.folder)
    }

    private static let accepted = Verdict.accepted, wrong = Verdict.wrongAnswer

    @Test func conversationsOfAProblemAreCountedTogether() throws {
        let run = try reader { run in
            try run.evaluation(
                "test",
                samples: [
                    [
                        Make.conversation(about: "a", in: "g", [Self.accepted]),
                        Make.conversation(about: "b", in: "g", [Self.wrong, Self.accepted]),
                        Make.conversation(about: "c", [Self.wrong, Self.accepted], isSolved: false),
                    ],
                    [
                        Make.conversation(about: "a", in: "g", [nil, Self.wrong, Self.wrong]),
                        Make.conversation(about: "b", in: "g", [Self.wrong, Self.wrong, Self.accepted]),
                        Make.conversation(about: "c", [.timeLimit, Self.wrong, .compileError]),
                    ],
                ])
        }
        let record = try EvaluationRecord("test", of: run)
        #expect(record.turns == 3 && record.gap == nil)
        func expected(_ solved: [Int]) -> SeedOutcomes {
            SeedOutcomes(
                seed: 1,
                problems: zip([("a", "g"), ("b", "g"), ("c", "c")], solved).map {
                    ProblemOutcome(problem: $0.0, cluster: $0.1, solved: $1, samples: 2)
                })
        }
        #expect(try record.outcomes() == expected([1, 2, 0]))
        #expect(try record.outcomes(within: 2) == expected([1, 1, 0]))
        #expect(try record.outcomes(within: 1) == expected([1, 0, 0]))
        let conversation = record.problems[2].conversations[0]
        #expect(conversation.passedPublic && !conversation.solved && conversation.passesPublic(within: 2))
        #expect(!conversation.passesPublic(within: 1))
        #expect(record.problems[2].conversations[1].turns.map(\.verdict) == [.timeLimit, Self.wrong, .compileError])
    }

    @Test func evaluationsAreNamedInTheirOrder() throws {
        let one = [[Make.conversation(about: "a", [Self.accepted])]]
        let run = try reader { run in
            try run.episodes(one[0], origin: .update(1))
            // Random feedback is drawn from a warm-up, which comes first.
            try run.episodes(one[0], origin: .samples("second", .warmUp))
            try run.evaluation("second", samples: one, independent: one)
            try run.evaluation("first", samples: one)
        }
        #expect(try EvaluationRecord.names(in: run) == ["second", "first"])
        let second = try EvaluationRecord("second", of: run)
        #expect(second.problems.map(\.conversations.count) == [1] && second.problems[0].independent.count == 1)
        for (name, sentence) in [
            (nil, "\(run.info.id) has 2 evaluations, \"second\", \"first\": name one"),
            ("third", "\(run.info.id) has no evaluation \"third\"; it has \"second\", \"first\""),
        ] {
            let error = #expect(throws: AnalysisError.self) { try EvaluationRecord(name, of: run) }
            #expect(error?.description == sentence)
        }
    }

    @Test func theOnlyEvaluationNeedsNoName() throws {
        let run = try reader { try $0.evaluation("test", samples: [[Make.conversation(about: "a", [Self.wrong])]]) }
        #expect(try EvaluationRecord(of: run).name == "test")
        let none = try reader { try $0.episodes([Make.episode(1)], origin: .play("p")) }
        let error = #expect(throws: AnalysisError.self) { try EvaluationRecord(of: none) }
        #expect(error?.description.hasPrefix("\(none.info.id) has no evaluation: ") == true)
    }

    /// No claim stands on an evaluation that was stopped, or whose episodes are lost.
    @Test func whatIsNotWholeIsSaid() throws {
        let episodes = ["a", "b"].map { Make.conversation(about: $0, [Self.accepted]) }
        let stopped = try reader { run in
            try run.call(["call": "environment.evaluate:batch", "arguments": ["test", "evaluation", [0, 0]]])
            try run.evaluation("test", samples: [episodes], isEnded: false)
        }
        #expect(try EvaluationRecord(of: stopped).gap == "it was stopped after 2 conversations")
        let lost = try reader { run in
            try run.evaluation("test", samples: [episodes])
            try run.call(["call": "environment.evaluate", "arguments": [1, "test"], "result": ["episodes": 4]])
        }
        #expect(try EvaluationRecord(of: lost).gap == "the record has 2 of its 4 conversations")
        let error = #expect(throws: AnalysisError.self) { try EvaluationRecord(of: lost).outcomes() }
        #expect(
            error?.description
                == "evaluation \"test\" of \(lost.info.id) is not whole: the record has 2 of its 4 conversations; let \"assay resume \(lost.info.id)\" finish it, or run it again"
        )
    }

    /// Records from before calls were kept show only whether each problem has as many.
    @Test func olderRecordsAreWholeWhereProblemsHaveAsMany() throws {
        func run(_ names: [String]) throws -> RunReader {
            try reader {
                let episodes = names.map { Make.conversation(about: $0, [Self.wrong, Self.wrong]) }
                try $0.episodes(episodes, origin: .evaluation("test"))
            }
        }
        let whole = try EvaluationRecord(of: try run(["a", "b", "a", "b"]))
        #expect(whole.gap == nil && whole.turns == 2 && whole.problems.map(\.conversations.count) == [2, 2])
        #expect(try EvaluationRecord(of: try run(["a", "b", "a"])).gap == "\"a\" has 2 conversations and \"b\" 1")
    }

    /// A number that a careless or hostile hand wrote: no trap, and the turns that were seen count.
    @Test func anEnvironmentThatIsNotThereIsNone() throws {
        let run = try reader {
            let episode = Make.conversation(about: "a", [Self.wrong, Self.wrong])
            try $0.episodes([episode], origin: .evaluation("test"), environment: .min)
            try $0.episodes([episode], origin: .evaluation("test"), environment: 7)
        }
        #expect(try EvaluationRecord(of: run).turns == 2)
    }
}
