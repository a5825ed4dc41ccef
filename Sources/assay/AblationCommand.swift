import Analysis
import ArgumentParser
import CommandLineOptions
import JSON
import Pages
import Rendering
import RunStore
import Statistics
import Sweeps

/// `assay ablation`
struct AblationCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, latex, csv, json }

    static let configuration = CommandConfiguration(
        commandName: "ablation",
        abstract: "Compare the arms of a sweep, paired by seed and problem, with intervals that hold.",
        discussion: """
            Rows are arms, or the points of a grid by what they set. n: problems; G: clusters of problems that are not independent; S: seeds; \
            k: conversations a problem. Differences are paired by seed and problem, their intervals over seeds and clusters at once; beside p \
            stands the smallest p that the design can reach, Holm's p for all rows, and the difference that it would find with 80% power (MDE). \
            A sweep with trials that are missing or failed is refused.

            Examples:
              assay ablation kl-3f7a
              assay ablation kl-3f7a --evaluation held-out --reference none --margin 0.02
              assay ablation kl-3f7a --format latex --output kl.tex --figure kl.svg
              assay ablation kl-3f7a --problems            each problem, arm by arm
            """)

    @Argument(help: ArgumentHelp("The sweep's name, or as much of it as no other has.", valueName: "sweep"))
    var name: String
    @Option(help: ArgumentHelp("The evaluation to compare; the last that all runs have without it.", valueName: "name"))
    var evaluation: String?
    @Option(help: ArgumentHelp("The arm with which others are compared.", valueName: "arm")) var reference: String?
    @Option(help: ArgumentHelp("Count the first so many programs of a conversation alone.", valueName: "number"))
    var turns: Int?
    @Option(
        help: ArgumentHelp("Also test that a difference is smaller than this share, e.g. 0.02.", valueName: "share"))
    var margin: Double?
    @Flag(help: "Runs of the same seed do not belong together: Welch's test over seeds.") var unpaired = false
    @Option(help: ArgumentHelp("text, markdown, latex, csv or json.", valueName: "format")) var format = Format.text
    @Option(help: ArgumentHelp("Write the table here instead.", valueName: "file"), completion: .file())
    var output: String?
    @Option(
        help: ArgumentHelp("Draw learning curves with bands, and the differences.", valueName: "file.svg"),
        completion: .file(extensions: ["svg"]))
    var figure: String?
    @Option(help: ArgumentHelp("The metric of the curves; solve_rate, or the first, without it.", valueName: "name"))
    var metric: String?
    @Flag(help: "List every problem: the share of its conversations that each arm solved.") var problems = false
    @OptionGroup var runs: RunsOption

    func validate() throws {
        if let margin, !(margin > 0 && margin < 1) {
            throw ValidationError("--margin must be a share between 0 and 1, not \(margin)")
        }
        if let turns, turns < 1 { throw ValidationError("--turns must be 1 or more, not \(turns)") }
        if metric != nil, figure == nil { throw ValidationError("--metric is for --figure") }
        if problems, format != .text, format != .json {
            throw ValidationError("--problems is written as text or json, not as \(format.rawValue)")
        }
    }

    func run() throws {
        let folder = try SweepFolder(name, in: absolute(runs.folder))
        let standing = try SweepStanding(of: folder, journal: SweepJournal(of: folder))
        let ablation = try SweepAblation(
            of: standing, evaluation: evaluation, reference: reference, within: turns)
        let table = try AblationTable(
            arms: ablation.arms, reference: ablation.reference, margin: margin, pairsSeeds: !unpaired,
            checkpoints: "the last of each run")
        if let figure { try draw(table, ablation, to: figure) }
        if problems {
            ProblemsPage(ablation).page.show(asJSON: format == .json)
            return
        }
        let head = "\(folder.head.name), evaluation \"\(ablation.evaluation)\" (\(ablation.choice))"
        switch format {
        case .text where output == nil:
            var page = Page(ablation: table)
            page.sections.insert(.init([.line(Text(head, .aside))]), at: 0)
            page.show(asJSON: false)
        case .json where output == nil: Page(ablation: table).show(asJSON: true)
        case .text, .json:
            try write(
                JSONValue.object(["evaluation": .string(ablation.evaluation), "table": table.json]).prettyText + "\n")
        case .markdown: try write(table.markdown)
        case .latex: try write(table.latex)
        case .csv: try write(table.csv)
        }
    }

    private func write(_ text: String) throws {
        guard let output else { return Program.write(Array(text.utf8)) }
        try Files.replace(output, with: text.utf8)
    }

    private func draw(_ table: AblationTable, _ ablation: SweepAblation, to path: String) throws {
        let metrics = try ablation.metrics
        let shown = metric ?? (metrics.contains("solve_rate") ? "solve_rate" : metrics.first)
        let curves = try shown.map { try ablation.curves(of: $0) } ?? []
        guard let svg = table.figure(curves: curves, metric: shown ?? "", step: "step") else {
            throw SweepError("there is nothing to draw: the sweep has one arm, and its runs log no metric")
        }
        try Files.replace(path, with: svg.utf8)
    }
}

/// Every problem with what each arm solved of it.
private struct ProblemsPage {
    let page: Page

    init(_ ablation: SweepAblation) {
        var table = Table([.init("problem")] + ablation.arms.map { .init($0.name, isNumeric: true) })
        var shares: [[String: (solved: Int, samples: Int)]] = []
        for arm in ablation.arms {
            var byProblem: [String: (solved: Int, samples: Int)] = [:]
            for problem in arm.seeds.flatMap(\.problems) {
                let known = byProblem[problem.problem] ?? (0, 0)
                byProblem[problem.problem] = (known.solved + problem.solved, known.samples + problem.samples)
            }
            shares.append(byProblem)
        }
        for problem in ablation.arms.first?.seeds.first?.problems ?? [] {
            let cells = shares.map { arm -> Table.Cell in
                guard let found = arm[problem.problem] else { return .init("") }
                return .init("\(found.solved)/\(found.samples)", .number(Double(found.solved) / Double(found.samples)))
            }
            table.add([.init(problem.problem)] + cells)
        }
        page = Page([.table(table)], data: table.json)
    }
}
