import ArgumentParser
import CommandLineOptions
import JSON
import Pages
import Rendering
import Sweeps

/// Where the trials of a sweep run.
enum SweepPlace: String, ExpressibleByArgument, CaseIterable { case local, slurm }

extension DriverFlags {
    /// Whether trials go to Slurm: where the flags say so, or where those of the sweep went before.
    func isForSlurm(_ sweep: SweepFolder?) throws -> Bool {
        let had = sweep.map { SlurmSweep(folder: $0.path) }.flatMap { $0.isSubmitted ? $0 : nil }
        let isForSlurm = on.map { $0 == .slurm } ?? (had != nil)
        if !isForSlurm, !slurm.isEmpty {
            throw SweepError("--slurm says what each trial asks of Slurm; give --on slurm with it", isUsage: true)
        }
        if !isForSlurm, let had, let sweep {
            let live = try had.tasks().filter(\.value.isLive)
            guard live.isEmpty else {
                throw SweepError(
                    "Slurm has \(live.count) \(live.count == 1 ? "trial" : "trials") of \(sweep.head.name); take them from it first: assay sweep cancel \(ShellWord.quoted(sweep.head.name))"
                )
            }
        }
        return isForSlurm
    }

    /// - Throws: `SweepError` for a flag that asks for what nobody is there to do.
    func checkForSlurm() throws {
        let flags = [
            ("--retries", retries > 0), ("--max-failures", maxFailures != nil), ("--fail-fast", failFast),
            ("--budget", budget != nil),
        ]
        guard let flag = flags.first(where: \.1)?.0 else { return }
        throw SweepError(
            "\(flag) needs a process that watches over trials, and Slurm starts them without one; leave it out, or use --on local",
            isUsage: true)
    }
}

/// A sweep being given to Slurm, and what is said of it.
struct SlurmRun {
    let folder: SweepFolder
    let flags: DriverFlags
    let runs: RunsOption
    let json: Bool

    func perform(retriesFailed: Bool = false) throws {
        try flags.checkForSlurm()
        let before = try SlurmSweep(folder: folder.path).settings()
        let options = flags.slurm.isEmpty ? before?.options ?? SlurmOptions() : try SlurmOptions(flags.slurm)
        let outcome = try SlurmDriver(folder, program: HostProgram.path).run(
            options, atOnce: flags.jobs ?? before?.atOnce, retriesFailed: retriesFailed, links: !flags.runAll)
        page(outcome).show(asJSON: json)
        let word = ShellWord.quoted(folder.head.name)
        guard outcome.queued > 0 || !outcome.jobs.isEmpty else {
            let failed = outcome.standing.failed.count
            guard failed > 0 else { return }
            Terminal.errors.write(
                "try the failed ones again: assay sweep resume \(word)\(runs.spelledOut) --retry-failed\n")
            Program.end(.failure)
        }
        Terminal.errors.write("how it stands: assay sweep status \(word)\(runs.spelledOut)\n")
    }

    private func page(_ outcome: SlurmDriver.Outcome) -> Page {
        let done = outcome.standing.trials.count { $0.state.isDone }
        let new = outcome.jobs.reduce(0) { $0 + $1.trials }
        let jobs = outcome.jobs.map { String($0.job) }.joined(separator: ", ")
        var parts: [String] = []
        if new > 0 {
            parts.append("\(Self.trials(new)) given to Slurm as \(outcome.jobs.count == 1 ? "job" : "jobs") \(jobs)")
        }
        if outcome.queued > 0 { parts.append("\(Self.trials(outcome.queued)) in its queue already") }
        if done > 0 || parts.isEmpty { parts.append("\(done) of \(Self.trials(outcome.standing.trials.count)) done") }
        return Page(
            [.line(Text("\(folder.head.name): " + parts.joined(separator: ", ")))],
            data: [
                "sweep": .string(folder.head.name), "jobs": .array(outcome.jobs.map { .int($0.job) }),
                "submitted": .int(new), "queued": .int(outcome.queued), "linked": .int(outcome.linked),
                "done": .int(done), "trials": .int(outcome.standing.trials.count),
            ])
    }

    private static func trials(_ count: Int) -> String {
        "\(NumberFormat.grouped(count)) \(count == 1 ? "trial" : "trials")"
    }
}
