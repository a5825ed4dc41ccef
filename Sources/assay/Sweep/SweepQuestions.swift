import ArgumentParser
import CommandLineOptions
import Glibc
import Pages
import Rendering
import RunStore
import Sweeps

/// `assay sweep status`
struct SweepStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how a sweep stands: its trials, the best so far, what failed.")

    @Argument(help: ArgumentHelp("The sweep's name, or as much of it as no other has.", valueName: "sweep"))
    var name: String
    @Flag(help: "Print JSON for programs.") var json = false
    @OptionGroup var runs: RunsOption

    func run() throws {
        let folder = try SweepFolder(name, in: absolute(runs.folder))
        let standing = try SweepStanding(of: folder, journal: SweepJournal(of: folder))
        let resume = "assay sweep resume \(ShellWord.quoted(folder.head.name))" + runs.spelledOut
        SweepPages.status(
            standing, driver: DriverLock.holder(of: folder), slurm: try SlurmView(of: folder), resume: resume
        ).show(asJSON: json)
    }
}

/// `assay sweep list`
struct SweepList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the sweeps, newest first.")

    @Flag(help: "Print JSON for programs.") var json = false
    @OptionGroup var runs: RunsOption

    func run() throws {
        let folder = absolute(runs.folder)
        var standings: [SweepStanding] = []
        for name in try SweepFolder.names(in: folder) {
            do {
                let sweep = try SweepFolder(name, in: folder)
                standings.append(try SweepStanding(of: sweep, journal: SweepJournal(of: sweep)))
            } catch { Program.complain("\(error)") }
        }
        standings.sort { $1.folder.head.created < $0.folder.head.created }
        SweepPages.list(standings, runs: runs.folder).show(asJSON: json)
    }
}

/// `assay sweep replay`
struct SweepReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract:
            "Work out again what a search proposed and pruning decided, and compare the trials' results with their runs.",
        discussion: """
            Ends with 0 when identical, 1 when something differs, and 3 when there is nothing to compare yet.
            """)

    @Argument(help: ArgumentHelp("The sweep's name, or as much of it as no other has.", valueName: "sweep"))
    var name: String
    @Flag(help: "Print JSON for programs.") var json = false
    @OptionGroup var runs: RunsOption

    func run() throws {
        let folder = try SweepFolder(name, in: absolute(runs.folder))
        let optuna = try folder.optuna()
        let report = try SweepReplay(folder, searcher: optuna, pruner: optuna).report()
        SweepPages.replay(report, of: folder).show(asJSON: json)
        if report.isEmpty { Program.end(.undecided) }
        if report.difference != nil { Program.end(.failure) }
    }
}

/// `assay sweep cancel`
struct SweepCancel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stop a sweep that is being run, or take it from Slurm; its trials stop where they can go on.")

    @Argument(help: ArgumentHelp("The sweep's name, or as much of it as no other has.", valueName: "sweep"))
    var name: String
    @OptionGroup var runs: RunsOption

    func run() throws {
        let folder = try SweepFolder(name, in: absolute(runs.folder))
        guard let driver = DriverLock.holder(of: folder) else {
            let slurm = SlurmSweep(folder: folder.path)
            let cancelled = slurm.isSubmitted ? try slurm.cancel().count : 0
            guard cancelled == 0 else {
                let trials = cancelled == 1 ? "1 trial" : "\(NumberFormat.grouped(cancelled)) trials"
                return Terminal.output.write("took \(trials) of \(folder.head.name) from Slurm\n")
            }
            throw SweepError("nobody runs the sweep \(folder.head.name); there is nothing to cancel")
        }
        // Here, that number may be another process's.
        guard driver.host == ProcessSign.own.host else {
            throw SweepError(
                "the sweep \(folder.head.name) is run by process \(driver); give this command on \(driver.host)")
        }
        guard kill(driver.process, SIGTERM) == 0 else {
            throw SweepError(
                "cannot stop process \(driver.process), which runs the sweep \(folder.head.name): \(String(cString: strerror(errno)).lowercased())"
            )
        }
        Terminal.output.write("asked process \(driver.process) to stop \(folder.head.name)\n")
    }
}
