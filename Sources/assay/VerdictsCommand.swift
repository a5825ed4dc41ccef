import ArgumentParser
import CommandLineOptions
import JSON
import Pages
import Rendering
import Ledger
import RunStore

/// `assay verdicts`
struct VerdictsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verdicts",
        abstract: "Show what became of a run's programs: counts, the slowest, those near a limit.")

    @Argument(help: ArgumentHelp("The run's name, or as much of it as no other has.", valueName: "run"))
    var name: String
    @Option(help: ArgumentHelp("Show this many of the slowest, and of those near a limit.", valueName: "count"))
    var top = 5
    @Flag(help: "Print JSON for programs.") var json = false
    @OptionGroup var runs: RunsOption

    func validate() throws {
        guard (0...10_000).contains(top) else { throw ValidationError("--top must be from 0 to 10000, not \(top)") }
    }

    func run() throws {
        let ledger = try VerdictLedger(reading: try RunsFolder(runs.folder).run(name).folder)
        try Page(verdictsOf: ledger, top: top).show(asJSON: json)
    }
}
