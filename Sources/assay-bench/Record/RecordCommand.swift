import ArgumentParser
import Foundation

/// Measures `run.log` and `assay show` beside what others log with.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Measures run.log beside trackio, MLflow and TensorBoard's SummaryWriter.",
        discussion: """
            The same points in each way, in turn; the median of the rounds. A rate is that of all calls and of closing what was
            written; a delay is what one call keeps its caller waiting. Then `assay show` of a million points.
            """)

    @Option(help: "How often each figure is taken.")
    var rounds: Int?

    @Flag(help: "Few rounds, few points: to see that it works.")
    var quick = false

    @Option(help: ArgumentHelp("Writes all figures there too.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("A Python that imports the others.", visibility: .hidden))
    var python = "python3"

    @Option(help: ArgumentHelp("The project's folder.", visibility: .hidden))
    var root = "."

    func validate() throws {
        if let rounds, rounds < 1 { throw ValidationError("--rounds is \(rounds); at least 1 is needed") }
    }

    func run() throws {
        let rounds = rounds ?? (quick ? 2 : 5)
        let folder = root + "/.build/bench-record"
        try? FileManager.default.removeItem(atPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ours = OurLog(folder: folder)
        let others = try PythonProcess(python, [root + "/scripts/benchmark/loggers.py", folder + "/others"])
        let about = try others.line()
        var figures = Self.figures(share: quick ? 10 : 1)
        for round in 0...rounds {
            for index in figures.indices {
                let figure = figures[index]
                showProgress("round \(round) of \(rounds): \(figure.workload.name), \(figure.way)")
                let timing =
                    figure.isOurs
                    ? try ours.measure(figure.workload, steps: figure.steps)
                    : try Self.ask(others, figure)
                if round > 0 { figures[index].timings.append(timing) }
            }
        }
        var own = figures[0]
        for index in figures.indices {
            if figures[index].isOurs { own = figures[index] }
            figures[index].ratio = Rounds.median(zip(own.rates, figures[index].rates).map { $0 / $1 })
        }
        let shown = try [(LogWorkload.narrow, 1_000_000), (.wide, 100_000)].map { workload, steps in
            showProgress("assay show: \(workload.name)")
            return try ShowFigure.measure(workload, steps: quick ? steps / 10 : steps, ours, root: root, rounds: rounds)
        }
        showProgress(nil)
        let report = RecordReport(machine: Machine(), others: about, rounds: rounds, figures: figures, shown: shown)
        for line in report.lines { print(line) }
        if let json { try writeJSON(report, to: json) }
    }

    /// All ways, ours first in each workload.
    private static func figures(share: Int) -> [RecordFigure] {
        [(LogWorkload.wide, 1), (.narrow, 5)].flatMap { workload, factor in
            [
                ("assay", 100_000), ("tensorboardX", 5000), ("torch", 5000), ("trackio", 2000), ("mlflow-file", 200),
                ("mlflow-sqlite", 20),
            ].map { way, steps in
                RecordFigure(
                    workload: workload, way: way, steps: max(5, steps * factor / share), isOurs: way == "assay")
            }
        }
    }

    private static func ask(_ others: PythonProcess, _ figure: RecordFigure) throws -> LogTiming {
        let text = try others.answer(to: "\(figure.way) \(figure.steps) \(figure.workload.metrics)")
        return try JSONDecoder().decode(LogTiming.self, from: Data(text.utf8))
    }
}
