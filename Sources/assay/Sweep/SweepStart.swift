import ArgumentParser
import CommandLineOptions
import Glibc
import JSON
import Pages
import Rendering
import RunStore
import Sweeps

/// `assay sweep SCRIPT`
struct SweepStart: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Begin a sweep; the word may be left out.")

    @Argument(help: "The Lua script.", completion: .file(extensions: ["lua"])) var script: String
    @OptionGroup var axes: AssignmentsArgument
    @Option(help: ArgumentHelp("The sweep's name; the script's and four digits without it.", valueName: "text"))
    var name: String?
    @Option(help: ArgumentHelp("Try so many points of the ranges, evenly spread (Sobol).", valueName: "number"))
    var samples: Int?
    @Option(
        help: ArgumentHelp(
            "Try the trials that a file lists: parameters, and seed, in its header.", valueName: "file.csv"),
        completion: .file(extensions: ["csv"]))
    var from: String?
    @Option(help: ArgumentHelp("Let a method propose points: tpe or random, of optuna.", valueName: "method"))
    var search: String?
    @Option(help: ArgumentHelp("How many points a search tries.", valueName: "number")) var points: Int?
    @Option(
        help: ArgumentHelp(
            "What is best: \"max NAME\" or \"min NAME\", of the result or the metrics.", valueName: "goal"))
    var goal: String?
    @Flag(help: "Stop trials early that are behind others at a rung (successive halving).") var prune = false
    @Option(help: ArgumentHelp("Steps of run.log until the first rung.", valueName: "steps")) var rung: Int?
    @Option(help: ArgumentHelp("One in so many goes on; each rung is so many times as far.", valueName: "number"))
    var reduction: Int?
    @Option(
        help: ArgumentHelp("A trial that runs longer has failed, e.g. 30m.", valueName: "time"), transform: Span.parse)
    var trialLimit: Double?
    @Flag(help: "List the trials and how long they would take, and run none.") var dryRun = false
    @Flag(help: "Do not ask before a thousand trials.") var yes = false
    @Flag(help: "Print JSON for programs.") var json = false
    @OptionGroup var driver: DriverFlags
    @OptionGroup var runs: RunsOption

    /// More trials than this are asked about.
    private static let usual = 1000

    func validate() throws {
        if search != nil, points == nil { throw ValidationError("--search needs --points, how many points it tries") }
        if search == nil, points != nil { throw ValidationError("--points is for --search; to sample, give --samples") }
        if let points, points < 1 { throw ValidationError("--points must be 1 or more, not \(points)") }
        if !prune, rung != nil || reduction != nil { throw ValidationError("--rung and --reduction are for --prune") }
    }

    func run() throws {
        try axes.check()
        let source = try FrozenSource(script: script)
        let described = try HostProgram.description(of: script)
        let plan = try request().plan(declared: described.parameters, sweep: described.sweep)
        let folder = absolute(runs.folder)
        let isForSlurm = try driver.isForSlurm(nil)
        if isForSlurm {
            try driver.checkForSlurm()
            try SlurmDriver.check(plan, trialLimit: trialLimit)
        }
        let slurm = try SlurmOptions(driver.slurm)
        if dryRun { return try showPlan(plan, source, in: folder) }
        try ask(plan)
        // Before there is a sweep: what Slurm would refuse leaves nothing behind.
        if isForSlurm { try Slurm().check(slurm) }
        let head = SweepHead(
            name: name ?? RunNaming.newName(of: script), script: script, workingDirectory: currentDirectory,
            commandLine: Array(CommandLine.arguments.dropFirst()), declared: described.parameters,
            numerics: described.numerics, plan: plan, trialLimit: trialLimit)
        let sweep = try SweepFolder.create(in: folder, head: head, source: source)
        if isForSlurm { return try SlurmRun(folder: sweep, flags: driver, runs: runs, json: json).perform() }
        try SweepRun(sweep, driver.options, runs: runs, json: json).perform()
    }

    private func request() throws -> SweepRequest {
        var request = SweepRequest()
        request.axes = axes.list.map { ($0.name, $0.value) }
        (request.samples, request.goal) = (samples, goal)
        if let from {
            request.list = String(decoding: try Files.read(from, limit: TrialsFile.limit), as: UTF8.self)
        }
        if let search, let points { request.search = (search, points) }
        if prune { request.pruning = try Halving(minResource: rung ?? 10, reductionFactor: reduction ?? 3) }
        return request
    }

    /// - Throws: `SweepError` where somebody would have to be asked and cannot, `ExitCode` where the answer is no.
    private func ask(_ plan: SweepPlan) throws {
        let count = NumberFormat.grouped(plan.trialCount)
        guard plan.trialCount > Self.usual, !yes else { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw SweepError("the sweep has \(count) trials; say --yes if that is meant", isUsage: true)
        }
        Terminal.errors.write("Run \(count) trials? [y/N] ")
        guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else {
            Terminal.errors.write("nothing was run\n")
            throw ExitCode(Program.Status.failure.rawValue)
        }
    }

    private func showPlan(_ plan: SweepPlan, _ source: FrozenSource, in folder: String) throws {
        let estimate = try TimeEstimate(of: source, script: script, in: folder)
        SweepPages.plan(plan, estimate: estimate, jobs: driver.options.jobs).show(asJSON: json)
    }
}

/// This process's directory.
var currentDirectory: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
}

/// A path that means the same from every directory.
func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(currentDirectory)/\(path)" }
