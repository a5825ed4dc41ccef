import Analysis
import Rollouts
import RunStore
import Statistics
import TestSupport
import Testing

/// n@k and pass@k of a record, beside what counting all draws gives.
@Suite struct SampledRatesTests {
    /// Eight conversations about each of three problems, of up to three turns, and four single-turn samples.
    private let record: EvaluationRecord
    private static let samples: [[(turns: Int, passes: Bool, solved: Bool)]] = [
        [(1, true, true), (3, true, false), (2, true, false), (3, false, false), (2, true, true), (3, false, false)],
        [(3, true, true), (3, true, false), (3, true, false), (2, true, false), (3, false, false), (3, false, false)],
        [
            (3, false, false), (3, false, false), (3, true, false), (3, false, false), (3, false, false),
            (3, true, true),
        ],
    ]

    init() throws {
        let folder = try TemporaryFolder()
        let run = try Make.run(in: folder)
        func episode(_ problem: Int, _ one: (turns: Int, passes: Bool, solved: Bool)) -> Episode {
            let failed = [Verdict?](repeating: .wrongAnswer, count: one.turns - 1)
            return Make.conversation(
                about: "p\(problem)", failed + [one.passes ? .accepted : .wrongAnswer], isSolved: one.solved)
        }
        try run.evaluation(
            "test", samples: (0..<6).map { sample in (0..<3).map { episode($0, Self.samples[$0][sample]) } },
            independent: (0..<4).map { sample in
                (0..<3).map { episode($0, (1, sample % 2 == 0, sample == 0 && $0 == 1)) }
            })
        try run.finish(.completed)
        record = try EvaluationRecord("test", of: try RunReader(folder: run.folder))
    }

    /// The mean over all draws of `drawn` of six conversations, and over all choices of `submitted` of those that pass.
    private func counted(_ drawn: Int, _ submitted: Int, turns: Int, passing: Bool = true) -> Double {
        func choices(_ items: [Int], _ count: Int) -> [[Int]] {
            guard count > 0 else { return [[]] }
            guard let first = items.first else { return [] }
            let rest = Array(items.dropFirst())
            return choices(rest, count - 1).map { [first] + $0 } + choices(rest, count)
        }
        let byProblem = Self.samples.map { samples -> Double in
            let draws = choices(Array(0..<6), drawn)
            let right = draws.map { draw -> Double in
                let kept = draw.filter { !passing || samples[$0].passes && samples[$0].turns <= turns }
                let handed = choices(kept, min(submitted, kept.count))
                let hits = handed.count { $0.contains { samples[$0].solved && samples[$0].turns <= turns } }
                return Double(hits) / Double(handed.count)
            }
            return right.reduce(0, +) / Double(draws.count)
        }
        return byProblem.reduce(0, +) / 3
    }

    @Test(arguments: [
        // (form, conversations drawn, programs handed in, turns of each that count)
        ("1@3", 1, 1, 3), ("1@6", 2, 1, 3), ("2@8", 2, 2, 3), ("2@18", 6, 2, 3), ("10@15", 5, 10, 3), ("1@2", 1, 1, 2),
        ("1@1", 1, 1, 1),
    ]) func eachTurnIsASample(form: String, drawn: Int, submitted: Int, turns: Int) throws {
        let rate = try record.rate(try #require(RateForm(form)))
        #expect(abs(rate.value - counted(drawn, submitted, turns: turns)) < 1e-12)
        let interval = try #require(rate.interval)
        #expect(rate.count == 3)
        #expect(interval[0] <= rate.value && rate.value <= interval[1])
    }

    @Test(arguments: [("pass@9", 3), ("pass@18", 6), ("pass@5", 1)]) func passAtKAsksNoPublicTest(
        form: String, drawn: Int
    ) throws {
        let rate = try record.rate(try #require(RateForm(form))).value
        #expect(abs(rate - counted(drawn, 6, turns: 3, passing: false)) < 1e-12)
    }

    /// Each single-turn sample is one program: of four two pass, and of one problem one of these is right.
    @Test func independentSamplesAreOneProgramEach() throws {
        #expect(abs(try record.rate(try #require(RateForm("independent 1@4"))).value - 0.5 / 3) < 1e-12)
        #expect(abs(try record.rate(try #require(RateForm("independent pass@1"))).value - 0.25 / 3) < 1e-12)
    }

    @Test func moreThanWasSampledIsRefused() throws {
        for (form, sentence) in [
            (
                "10@21",
                "10@21 takes 7 conversations of up to 3 turns a problem, and evaluation \"test\" of \(record.run) has 6; evaluate with samples = 7"
            ),
            (
                "independent 1@5",
                "independent 1@5 takes 5 single-turn samples a problem, and evaluation \"test\" of \(record.run) has 4; evaluate with independent = 5"
            ),
        ] {
            let error = #expect(throws: AnalysisError.self) { try record.rate(try #require(RateForm(form))) }
            #expect(error?.description == sentence)
        }
    }

    @Test func theUsualRatesAreThoseThatTheSamplesAllow() throws {
        let forms = record.usualForms
        #expect(
            forms.map(\.text) == [
                "1@3", "1@9", "pass@9", "1@18", "10@18", "pass@18", "independent 1@1", "independent 1@3",
                "independent pass@3",
                "independent 1@4", "independent pass@4",
            ])
        for form in forms { _ = try record.rate(form) }
    }
}
