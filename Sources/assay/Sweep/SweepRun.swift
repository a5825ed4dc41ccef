import CommandLineOptions
import JSON
import Pages
import Rendering
import RunStore
import Sweeps

/// A sweep being driven, from the first trial to what is said at its end.
struct SweepRun {
    private let folder: SweepFolder
    private let options: DriverOptions
    private let runs: RunsOption
    private let json: Bool

    init(_ folder: SweepFolder, _ options: DriverOptions, runs: RunsOption, json: Bool) {
        (self.folder, self.options, self.runs, self.json) = (folder, options, runs, json)
    }

    /// Runs what is left, says what came of it, and ends the process where that is no success.
    func perform() throws {
        let head = folder.head, count = NumberFormat.grouped(head.plan.trialCount)
        let observer = TerminalSweepObserver(goal: head.plan.goal, trials: head.plan.trialCount)
        let jobs = options.jobs == 1 ? "one at a time" : "\(options.jobs) at once"
        Terminal.errors.write("sweep \(head.name): \(count) trials of \(head.script), \(jobs)\n")
        let optuna = try folder.optuna()
        let driver = try LocalDriver(
            folder, options, program: HostProgram.path, searcher: optuna, pruner: optuna, observer: observer)
        let outcome = try driver.run()
        observer.end()
        SweepPages.summary(outcome.standing).show(asJSON: json)
        let resume = "assay sweep resume \(ShellWord.quoted(head.name))" + runs.spelledOut
        switch outcome.stop {
        case nil: break
        case .signal(let number):
            Terminal.errors.write("go on with it: \(resume)\n")
            Program.end(signal: number)
        case .budget:
            Terminal.errors.write("the time that --budget gives is over; go on with it: \(resume)\n")
            Program.end(.undecided)
        case .failures(let count):
            Terminal.errors.write(
                "stopped after \(count) \(count == 1 ? "failure" : "failures"); go on with it: \(resume) --retry-failed\n"
            )
            Program.end(.failure)
        }
        let failed = outcome.standing.trials.filter { if case .failed = $0.state { true } else { false } }
        if !failed.isEmpty {
            Terminal.errors.write("try the failed ones again: \(resume) --retry-failed\n")
            Program.end(.failure)
        }
    }
}
