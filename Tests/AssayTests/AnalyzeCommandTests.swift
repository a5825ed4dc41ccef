import Foundation
import Rollouts
import RunStore
import TestSupport
import Testing

/// `assay analyze` on a run with two evaluations and some training.
@Suite struct AnalyzeCommandTests {
    private let folder: TemporaryFolder
    private let run: String

    init() throws {
        folder = try TemporaryFolder()
        let writer = try Make.run(in: folder)
        run = writer.folder
        let right = Verdict.accepted, wrong = Verdict.wrongAnswer
        // What becomes of the four conversations about a problem: a kind of problem each.
        let kinds: [[(verdicts: [Verdict?], solved: Bool)]] = [
            [([right], true), ([wrong, right], true), ([right], false), ([wrong, wrong, right], true)],
            [
                ([wrong, .runtimeError, right], true), ([nil, wrong, wrong], false), ([.timeLimit, right], true),
                ([nil, nil, nil], false),
            ],
            [
                ([wrong, wrong, wrong], false), ([.compileError, wrong, wrong], false), ([wrong, right], false),
                ([wrong, wrong], false),
            ],
        ]
        func episode(_ problem: Int, _ sample: Int) -> Episode {
            let one = kinds[problem % 3][sample]
            return Make.conversation(
                about: "problem \(problem)", in: "kind \(problem / 5)", one.verdicts,
                programs: ["print(1)", "print(1)", "print(12)"],
                isSolved: one.solved)
        }
        try writer.episodes((0..<12).map { episode($0, 3) }, origin: .update(1))
        try writer.episodes((0..<12).map { episode($0, 0) }, origin: .update(2))
        try writer.evaluation("base", samples: [(0..<12).map { episode($0, 3) }])
        try writer.evaluation(
            "trained", samples: (0..<4).map { sample in (0..<12).map { episode($0, sample) } },
            independent: [
                (0..<12).map {
                    Make.conversation(about: "problem \($0)", in: "kind \($0 / 5)", [$0 % 3 == 0 ? right : wrong])
                }
            ])
        try writer.finish(.completed)
    }

    private func analyze(_ arguments: String...) throws -> AssayProgram.Outcome {
        try AssayProgram.run(["analyze", run] + arguments, runs: folder.path)
    }

    @Test func showsEachEvaluation() throws {
        let outcome = try analyze()
        #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
        #expect(Snapshots.difference(outcome.output, "analyze.txt") == nil)
    }

    @Test func showsUpdatesAlone() throws {
        let outcome = try analyze("--updates", "1..2", "--updates", "2")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(Snapshots.difference(outcome.output, "analyze-updates.txt") == nil)
    }

    @Test func writesJSON() throws {
        let outcome = try analyze("--evaluation", "trained", "--n-at-k", "1@6,pass@12", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let page = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let evaluations = try #require(page["evaluations"] as? [[String: Any]])
        #expect(evaluations.count == 1 && evaluations[0]["name"] as? String == "trained")
        #expect(evaluations[0]["problems"] as? Int == 12 && evaluations[0]["clusters"] as? Int == 3)
        let rates = try #require(evaluations[0]["rates"] as? [[String: Any]])
        #expect(rates.compactMap { $0["rate"] as? String } == ["1@6", "pass@12"])
        #expect(
            rates.compactMap { $0["drawn"] as? Int } == [2, 4]
                && rates.allSatisfy { ($0["value 95%"] as? [Double])?.count == 2 })
        let errors = try #require(evaluations[0]["errors"] as? [[String: Any]])
        #expect(errors.contains { $0["outcome"] as? String == "passed public tests only" && $0["count"] as? Int == 4 })
    }

    /// A rate that one of the evaluations allows is given for it; one that none allows is an error.
    @Test func aRateThatTheSamplesDoNotAllowIsSaid() throws {
        let some = try analyze("--n-at-k", "1@6")
        #expect(some.status == 0)
        #expect(some.errors.hasPrefix("assay: note: left out: 1@6 takes 2 conversations of up to 3 turns a problem"))
        let none = try analyze("--n-at-k", "10@100")
        #expect(none.status == 1 && none.output == "")
        #expect(none.errors.contains("10@100 takes 33 conversations"), "\(none.errors)")
    }

    @Test(arguments: [
        (["--n-at-k", "4@3"], "\"4@3\" is no rate: write n@k"),
        (["--updates", "3..1"], "--updates takes a number or a range from 1 on, such as 1..20, not \"3..1\""),
        (["--updates", "1..2..3"], "not \"1..2..3\""), (["--updates", "0"], "not \"0\""),
        (["--updates", ""], "not \"\""),
        (["--updates", "7..9"], "there are no episodes of updates 7 to 9 of "),
        (["--updates", "1", "--trainer", "x"], "there are no episodes of update 1 of \"x\" of "),
        (["--trainer", "x"], "--trainer needs --updates RANGE"),
        (["--evaluation", "test"], "has no evaluation \"test\"; it has \"base\", \"trained\""),
    ]) func mistakesAreNamed(arguments: [String], sentence: String) throws {
        let outcome = try AssayProgram.run(["analyze", run] + arguments, runs: folder.path)
        #expect(outcome.status != 0 && outcome.errors.contains(sentence), "\(outcome.errors)")
    }

    /// Two runs with evaluations of the same name: paired by problem, the second less the first.
    @Test func compareReadsEvaluationsOfTheSameName() throws {
        let right = Verdict.accepted, wrong = Verdict.wrongAnswer
        func record(_ solved: Int, problems: Int = 40, name: String = "test") throws -> String {
            let run = try Make.run(in: folder)
            try run.evaluation(
                name,
                samples: [(0..<problems).map { Make.conversation(about: "p\($0)", [$0 < solved ? right : wrong]) }])
            try run.finish(.completed)
            return run.folder
        }
        let (weak, strong) = (try record(10), try record(25))
        func compare(_ runs: String...) throws -> (page: [String: Any], errors: String) {
            let outcome = try AssayProgram.run(["compare"] + runs + ["--json"], runs: folder.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let page = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            return (try #require(page), outcome.errors)
        }
        let evaluations = try #require(try compare(weak, strong).page["evaluations"] as? [[String: Any]])
        let comparison = try #require(evaluations.first?["comparison"] as? [String: Any])
        let difference = try #require(comparison["difference"] as? [String: Any])
        #expect(difference["value"] as? Double == 15.0 / 40 && difference["wins"] as? Int == 15)
        #expect(difference["losses"] as? Int == 0)
        // McNemar: 2 / 2^15.
        let p = try #require(difference["p"] as? Double)
        #expect(abs(p - 2.0 / 32768) < 1e-12)
        let text = try AssayProgram.run(["compare", weak, strong], runs: folder.path).output
        #expect(text.contains("evaluation \"test\": what ") && text.contains("15 won, 0 lost, 25 tied"), "\(text)")
        let fewer = try compare(weak, try record(5, problems: 30))
        #expect((fewer.page["evaluations"] as? [Any])?.isEmpty == true)
        #expect(
            fewer.errors.contains("evaluation \"test\" is not compared: the results cannot be compared: "),
            "\(fewer.errors)")
        #expect((try compare(weak, try record(5, name: "other")).page["evaluations"] as? [Any])?.isEmpty == true)
    }
}
