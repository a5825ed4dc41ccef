import JSON
import Pages
import Rendering
import Rollouts
import Statistics
import TestSupport
import Testing

/// An ablation as text, for programs, for papers and as a picture.
@Suite struct AblationPageTests {
    /// Outcomes that follow from names and numbers alone.
    static func arm(_ name: String, rate: Double, seeds: Int = 3, samples: Int = 1, place: Int) -> ArmOutcomes {
        ArmOutcomes(
            name: name,
            seeds: (1...seeds).map { seed in
                var random = RandomKey(seed: UInt64(seed), purpose: .script, episode: place).stream()
                let luck = 0.06 * random.uniform() - 0.03
                let problems = (0..<120).map { problem in
                    let ease = Double(problem / 4 % 10) / 10 - 0.45
                    let solved = (0..<samples).count { _ in random.uniform() < rate + luck + ease }
                    return ProblemOutcome(
                        problem: "p\(problem)", cluster: "c\(problem / 4)", solved: solved, samples: samples)
                }
                return SeedOutcomes(seed: UInt64(seed), problems: problems)
            })
    }

    static func table(seeds: Int = 3, samples: Int = 1) throws -> AblationTable {
        try AblationTable(
            arms: [
                arm("base", rate: 0.5, seeds: seeds, samples: samples, place: 0),
                arm("no_feedback", rate: 0.38, seeds: seeds, samples: samples, place: 1),
                arm("wrong & 50% <random>", rate: 0.5, seeds: seeds, samples: samples, place: 2),
                arm("turns=5", rate: 0.6, seeds: seeds, samples: samples, place: 3),
            ], reference: "base", margin: 0.05, checkpoints: "the last of each run")
    }

    static func curve(_ name: String, _ rate: Double, place: Int) -> LearningCurve {
        LearningCurve(
            name: name,
            runs: (1...3).map { seed in
                var random = RandomKey(seed: UInt64(seed), purpose: .play, episode: place).stream()
                let luck = 0.06 * random.uniform() - 0.03
                let steps = Array(stride(from: 0.0, through: 120, by: 10))
                return .init(
                    seed: UInt64(seed), steps: steps,
                    values: steps.map { step in
                        rate + luck - (rate - 0.2) * PortableMath.exp(-step / 30) + 0.03 * random.uniform()
                    })
            })
    }

    private static var curves: [LearningCurve] {
        [
            curve("base", 0.5, place: 0), curve("no_feedback", 0.38, place: 1),
            curve("wrong & 50% <random>", 0.5, place: 2),
            curve("turns=5", 0.6, place: 3),
        ]
    }

    private func text(_ page: Page, width: Int = 100) -> String {
        TerminalPage(Terminal(descriptor: -1, isInteractive: false, width: width)).text(page)
    }

    @Test func peopleSeeRatesAndDifferences() throws {
        #expect(Snapshots.difference(text(Page(ablation: try Self.table())), "ablation.txt") == nil)
    }

    @Test func papersGetMarkdownAndLaTeX() throws {
        #expect(Snapshots.difference(try Self.table().markdown, "ablation.md") == nil)
        #expect(Snapshots.difference(try Self.table().latex, "ablation.tex") == nil)
    }

    @Test func programsGetAllDigits() throws {
        let table = try Self.table()
        #expect(Snapshots.difference(table.csv, "ablation.csv") == nil)
        #expect(Snapshots.difference(Page(ablation: table).json.prettyText, "ablation.json") == nil)
    }

    @Test func aPictureShowsCurvesAndDifferences() throws {
        let svg = try #require(
            Self.table().figure(curves: Self.curves, metric: "solve_rate", step: "update"))
        #expect(Snapshots.difference(svg, "ablation.svg") == nil)
        #expect(svg.contains("wrong &amp; 50% &lt;random&gt;") && !svg.contains("<random>"))
        // Four means and twelve runs behind them; three intervals, and a circle for the reference.
        #expect(svg.split(separator: "stroke-opacity=\"0.4\"").count - 1 == 12)
        #expect(svg.split(separator: "stroke-width: 2.4").count - 1 == 4)
        #expect(svg.split(separator: "v10M").count - 1 == 3 && svg.split(separator: "<circle").count - 1 == 1)
    }

    @Test func twoEvaluationsAreAPage() throws {
        let arms = [
            Self.arm("a", rate: 0.6, seeds: 1, place: 3).seeds[0],
            Self.arm("b", rate: 0.4, seeds: 1, place: 1).seeds[0],
        ]
        let comparison = try Comparison(arms[0], named: "run 1 test", arms[1], named: "run 2 test", margin: 0.1)
        let page = Page(comparison: comparison)
        #expect(Snapshots.difference(text(page), "comparison.txt") == nil)
        #expect(page.json["difference"]?["by_problem"]?["mcnemar_p"]?.double == comparison.difference.problemwise?.p)
        #expect(page.json["first"]?["solved"]?["value"] == .number(comparison.first.estimate.value))
    }

    @Test func namesAreShownAndNeverObeyed() throws {
        let name = "a|[b](c)\\c_d\u{1B}[2J\n$x^2~ \"q\",=1{}#"
        let table = try AblationTable(
            arms: [Self.arm(name, rate: 0.5, place: 0), Self.arm("=1+1", rate: 0.5, place: 1)], reference: name)
        #expect(table.markdown.contains("| a\\|\\[b\\](c)\\\\c\\_d␛\\[2J \\$x^2\\~ \"q\",=1{}\\# |"))
        #expect(
            table.latex.contains(
                "a\\textbar{}[b](c)\\textbackslash{}c\\_d␛[2J \\$x\\textasciicircum{}2\\textasciitilde{} "
                    + "''q'',=1\\{\\}\\# &"))
        #expect(table.csv.contains("\n'=1+1,120") && table.csv.contains("\"\"q\"\""))
        #expect(table.figure()?.contains("\u{1B}") == false && !text(Page(ablation: table)).contains("\u{1B}"))
    }
}
