import ArgumentParser
import Rollouts
import Sweeps

/// How a driver goes about its trials.
struct DriverFlags: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Trials at once; by default one for each two cores. They share the cores.", valueName: "number"))
    var jobs: Int?
    @Option(help: ArgumentHelp("Try a trial that failed again, so often.", valueName: "number"))
    var retries = 0
    @Option(help: ArgumentHelp("Stop when so many trials have failed.", valueName: "number"))
    var maxFailures: Int?
    @Flag(help: "Stop when the first trial has failed.") var failFast = false
    @Option(
        help: ArgumentHelp("Stop after this time, e.g. 90s, 30m, 8h; resume goes on.", valueName: "time"),
        transform: Span.parse)
    var budget: Double?
    @Option(
        help: ArgumentHelp(
            "Where trials run: \"local\", on this machine, or \"slurm\", as the tasks of a job array.",
            valueName: "place"))
    var on: SweepPlace?
    @Option(
        help: ArgumentHelp(
            "What each trial asks of Slurm: sbatch's options, as in partition=gpu,time=1:00:00.", valueName: "options"))
    var slurm: [String] = []
    @Flag(help: "Run every trial, also where a run that is the same exists.") var runAll = false

    func validate() throws {
        if let jobs, !(1...10_000).contains(jobs) {
            throw ValidationError("--jobs must be from 1 to 10000, not \(jobs)")
        }
        if retries < 0 { throw ValidationError("--retries must be 0 or more, not \(retries)") }
        if let maxFailures, maxFailures < 1 {
            throw ValidationError("--max-failures must be 1 or more, not \(maxFailures)")
        }
        if failFast, maxFailures != nil {
            throw ValidationError("--fail-fast is --max-failures 1; give one of the two")
        }
    }

    var options: DriverOptions {
        var options = DriverOptions()
        options.cores = CoreBudget.cores
        options.jobs = jobs ?? max(1, CoreBudget.cores / 2)
        (options.retries, options.mostFailures) = (retries, failFast ? 1 : maxFailures)
        (options.budget, options.links) = (budget, !runAll)
        return options
    }
}

/// A time as people write it.
enum Span {
    /// `90`, `90s`, `30m`, `8h`, `1d` in seconds.
    @Sendable static func parse(_ text: String) throws -> Double {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Double(unit == nil ? text : String(text.dropLast())), number > 0, number.isFinite else {
            throw ValidationError("give a time such as 90s, 30m, 8h or 1d")
        }
        return number * (unit ?? 1)
    }
}
