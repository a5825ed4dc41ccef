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
              assay ablation kl-3f7a --evaluation base --evaluation trained
              assay ablation kl-3f7a --problems            each problem, arm by arm
            """)

    @Argument(help: ArgumentHelp("The sweep's name, or as much of it as no other has.", valueName: "sweep"))
    var name: String
    @Option(
        help: ArgumentHelp(
            "The evaluation to compare; the last that all runs have without it. Several make an arm each.",
            valueName: "name"))
    var evaluation: [String] = []
    @Option(help: ArgumentHelp("Only this arm; may be repeated.", valueName: "arm")) var arm: [String] = []
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
    @Option(help: ArgumentHelp("The metric of the curves; the goal or solve_rate without it.", valueName: "name"))
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
        var request = SweepAblation.Request()
        (request.evaluations, request.arms, request.reference) = (evaluation, arm, reference)
        (request.margin, request.turns, request.pairsSeeds) = (margin, turns, !unpaired)
        request.metric = metric
        let ablation = try SweepAblation(standing, request)
        if let figure { try draw(ablation, standing, request, to: figure) }
        let page = problems ? ProblemsPage(ablation).page : self.page(ablation, of: folder)
        switch format {
        case .text where output == nil: page.show(asJSON: false)
        case .json where output == nil: page.show(asJSON: true)
        case .text:
            try write(TerminalPage(Terminal(descriptor: -1, isInteractive: false, width: 120)).text(page))
        case .json: try write(page.json.prettyText + "\n")
        case .markdown: try write(ablation.table.markdown)
        case .latex: try write(ablation.table.latex)
        case .csv: try write(ablation.table.csv)
        }
    }

    /// The table under what it was read from.
    private func page(_ ablation: SweepAblation, of folder: SweepFolder) -> Page {
        let names = ablation.evaluations.map { "\"\($0)\"" }.joined(separator: ", ")
        let budget = turns.map { ", solved by \($0 == 1 ? "the first program" : "the first \($0) programs")" } ?? ""
        let head = "\(folder.head.name), evaluation \(names)\(budget) (\(ablation.choice))"
        var data: JSONObject = [
            "sweep": .string(folder.head.name), "evaluations": .array(ablation.evaluations.map { .string($0) }),
            "turns": turns.map { .int($0) } ?? .null,
        ]
        data.merge(ablation.table.json.object ?? [:])
        data["runs"] = .object(
            JSONObject(
                zip(ablation.arms, ablation.runs).map { ($0.name, .array($1.map { .string($0) })) }))
        var page = Page(ablation: ablation.table)
        page.sections[0].data = .object(data)
        page.sections.insert(.init([.line(Text(head, .aside))]), at: 0)
        return page
    }

    private func write(_ text: String) throws {
        guard let output else { return Program.write(Array(text.utf8)) }
        try Files.replace(output, with: text.utf8)
    }

    private func draw(
        _ ablation: SweepAblation, _ standing: SweepStanding, _ request: SweepAblation.Request, to path: String
    ) throws {
        let found = try SweepAblation.curves(standing, request)
        if found == nil {
            Program.complain("note: no curves: no run has a series \"solve_rate\"; name another with --metric")
        }
        for note in found?.notes ?? [] { Program.complain("note: \(note)") }
        guard let svg = ablation.table.figure(curves: found?.curves ?? [], metric: found?.metric ?? "") else {
            throw SweepError("there is nothing to draw: the sweep has one arm, and no curve", isUsage: true)
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
