import ArgumentParser
import Foundation
import Rendering

/// Measures `assay sweep` beside hydra.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Measures assay sweep: empty trials beside hydra, trainings at once, a long sweep.",
        discussion: """
            What an empty trial costs is the time of a whole sweep less that of a sweep of one, for each trial after the first, by us and by \
            hydra --multirun in turn; the median of the rounds. Trainings are minicoder's, by one shard. A long sweep says whether its driver \
            spends more on later trials.
            """)

    enum Part: String, CaseIterable, ExpressibleByArgument { case empty, training, driver }

    @Option(help: "How often each figure is taken, but the long sweep, which is run once.")
    var rounds: Int?

    @Flag(help: "Few rounds, short sweeps: to see that it works.")
    var quick = false

    @Option(help: ArgumentHelp("Trials of the long sweep; by default 10000.", valueName: "number"))
    var trials: Int?

    @Option(help: "Only this part: empty, training or driver.")
    var only: Part?

    @Option(help: ArgumentHelp("Writes all figures there too.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("A Python that imports hydra.", visibility: .hidden))
    var python = "python3"

    @Option(help: ArgumentHelp("The project's folder.", visibility: .hidden))
    var root = "."

    @Option(help: ArgumentHelp("The other's version.", visibility: .hidden))
    var others = "hydra"

    func validate() throws {
        if let rounds, rounds < 1 { throw ValidationError("--rounds is \(rounds); at least 1 is needed") }
        if let trials, !(DriverCost.least...1_000_000).contains(trials) {
            throw ValidationError("--trials is \(trials); from \(DriverCost.least) to 1000000 are possible")
        }
    }

    func run() throws {
        let rounds = rounds ?? (quick ? 1 : 5)
        let folder = root + "/.build/bench-sweep"
        let programs = SweepPrograms(root: root, python: python, folder: folder)
        var report = SweepReport(machine: Machine(), others: others, rounds: rounds)
        let parts = only.map { [$0] } ?? Part.allCases
        for part in parts {
            switch part {
            case .empty:
                report.empty = try .measure(
                    programs, trials: quick ? 5 : 40, rounds: rounds, progress: showProgress)
            case .training:
                report.training = try .measure(
                    programs, trials: quick ? 2 : 4, updates: quick ? 2 : 10, rounds: rounds, progress: showProgress)
            case .driver:
                report.driver = try .measure(
                    programs, trials: trials ?? (quick ? 200 : 10_000), progress: showProgress)
            }
        }
        showProgress(nil)
        try FileManager.default.removeItem(atPath: folder)
        for line in report.lines { print(line) }
        if let json { try writeJSON(report, to: json) }
    }
}

/// All that was measured of sweeps, as tables and as JSON.
struct SweepReport: Codable {
    var machine: Machine
    /// The other and its version.
    var others: String
    var rounds: Int
    var empty: EmptyTrials?
    var training: ConcurrentTrials?
    var driver: DriverCost?

    var lines: [String] {
        let parts = [empty?.table.lines(), training?.table.lines(), driver?.lines].compactMap { $0 }
        return [
            "\(machine.line), kernels for \(machine.kernels.first ?? "any")", "\(others); \(rounds) rounds, medians",
        ] + parts.flatMap { [""] + $0 }
    }
}
