import Analysis
import ArgumentParser
import CommandLineOptions
import JSON
import Pages
import Rendering
import RunStore
import Statistics

/// `assay analyze`
struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Show what a run's evaluations say turn by turn: errors, recovery, repetition, n@k.",
        discussion: """
            Intervals are over clusters of problems. In n@k each turn of a conversation is one of the k programs: of conversations \
            of three turns 10@100 draws 33, hands in up to 10 programs of those that pass the public tests, and is solved if one \
            of them is right. pass@k looks at all, "independent n@k" at single-turn samples without feedback.

            Examples:
              assay analyze rlef-7f3a                                 each of its evaluations
              assay analyze rlef-7f3a --evaluation trained --json     one of them, for programs
              assay analyze rlef-7f3a --n-at-k 10@100,pass@10         these rates
              assay analyze rlef-7f3a --updates 1..20 --updates 181..200   errors early and late in training
            """)

    @Argument(help: ArgumentHelp("The run's name, or as much of it as no other has.", valueName: "run"))
    var name: String
    @Option(help: ArgumentHelp("Only this evaluation, by its name in the record; may be repeated.", valueName: "name"))
    var evaluation: [String] = []
    @Option(
        name: .customLong("n-at-k"),
        help: ArgumentHelp("Rates to report, with commas: 10@100, pass@10, \"independent 1@3\".", valueName: "rates"))
    var rates: [String] = []
    @Option(
        help: ArgumentHelp("Episodes of these training updates, such as 1..20; may be repeated.", valueName: "range"))
    var updates: [String] = []
    @Option(help: ArgumentHelp("The trainer of these updates, where a run has several.", valueName: "name"))
    var trainer: String?
    @Flag(help: "Print JSON for programs.") var json = false
    @OptionGroup var runs: RunsOption

    func validate() throws {
        if trainer != nil, updates.isEmpty { throw ValidationError("--trainer needs --updates RANGE") }
        _ = try (forms, ranges)
    }

    func run() throws {
        let run = try RunsFolder(runs.folder).run(name)
        var request = AnalysisRequest()
        (request.forms, request.updates, request.trainer) = (try forms, try ranges, trainer)
        request.evaluations = evaluation
        // Who asks for updates alone gets these alone.
        if evaluation.isEmpty, updates.isEmpty || !rates.isEmpty {
            request.evaluations = try EvaluationRecord.names(in: run)
            // Says that there is none.
            if request.evaluations.isEmpty { _ = try EvaluationRecord(of: run) }
        }
        try Page(analysing: run, request).show(asJSON: json)
    }

    private var forms: [RateForm] {
        get throws {
            try rates.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }.map { text in
                let text = text.drop { $0 == " " }
                guard let form = RateForm(String(text)) else {
                    throw ValidationError("\"\(text)\" is no rate: write \(RateForm.allowed)")
                }
                return form
            }
        }
    }

    private var ranges: [ClosedRange<Int>] {
        get throws {
            try updates.map { text in
                let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { Int($0) }
                guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first >= 1,
                    last >= first
                else {
                    throw ValidationError(
                        "--updates takes a number or a range from 1 on, such as 1..20, not \"\(text)\"")
                }
                return first...last
            }
        }
    }
}
