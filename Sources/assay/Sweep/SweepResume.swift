import ArgumentParser
import CommandLineOptions
import Sweeps

/// `assay sweep resume`
struct SweepResume: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a sweep: finished trials are kept, stopped ones go on from their restart points.",
        discussion: """
            Examples:
              assay sweep resume kl-3f7a
              assay sweep resume kl-3f7a --retry-failed --jobs 4
            """)

    @Argument(help: ArgumentHelp("The sweep's name, or as much of it as no other has.", valueName: "sweep"))
    var name: String
    @Flag(help: "Try trials again that had failed.") var retryFailed = false
    @Flag(help: "Print JSON for programs.") var json = false
    @OptionGroup var driver: DriverFlags
    @OptionGroup var runs: RunsOption

    func run() throws {
        var options = driver.options
        options.retriesFailed = retryFailed
        let folder = try SweepFolder(name, in: absolute(runs.folder))
        if try driver.isForSlurm(folder) {
            return try SlurmRun(folder: folder, flags: driver, runs: runs, json: json)
                .perform(retriesFailed: retryFailed)
        }
        try SweepRun(folder, options, runs: runs, json: json).perform()
    }
}
