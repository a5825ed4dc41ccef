internal import RunStore

/// Gives what is left of a sweep to Slurm, and ends: from then on Slurm starts the trials, and their runs say how they stand.
package struct SlurmDriver {
    /// What came of it.
    package struct Outcome: Sendable {
        /// The job arrays that hold the trials.
        package var jobs: [SlurmSweep.Submitted] = []
        /// How many trials Slurm had already.
        package var queued = 0
        /// How many trials need no process, as a run that is the same exists.
        package var linked = 0
        package var standing: SweepStanding
    }

    private let folder: SweepFolder
    private let program: String
    private let slurm: SlurmSweep

    /// - Parameter program: the program that runs a trial, absolute: `assay-host`.
    package init(_ folder: SweepFolder, program: String, slurm: Slurm = Slurm()) {
        (self.folder, self.program) = (folder, program)
        self.slurm = SlurmSweep(folder: folder.path, slurm: slurm)
    }

    /// - Throws: `SweepError` for a sweep whose trials cannot run without somebody who compares them.
    package static func check(_ plan: SweepPlan, trialLimit: Double?) throws(SweepError) {
        func refuse(_ what: String, _ instead: String) -> SweepError {
            SweepError("\(what), and Slurm starts trials with no such process; \(instead)", isUsage: true)
        }
        if case .search(let search) = plan.source {
            throw refuse(
                "--search \(search.method) needs a process that proposes points as results come in",
                "give a grid or --samples, or run the search in a job of its own")
        }
        if plan.pruning != nil {
            throw refuse("--prune needs a process that compares running trials", "leave it out, or use --on local")
        }
        if trialLimit != nil {
            throw refuse("--trial-limit needs a process that watches over trials", "give --slurm time=… instead")
        }
    }

    /// Links what need not be run, and gives the rest to Slurm.
    ///
    /// - Parameters:
    ///   - retriesFailed: whether trials that failed are tried again.
    ///   - links: whether a run that is the same as a trial's would be stands for it.
    /// - Throws: `SweepError` when a driver is at work on the sweep, and with what Slurm complains about.
    package func run(
        _ options: SlurmOptions, atOnce: Int?, retriesFailed: Bool = false, links: Bool = true
    ) throws -> Outcome {
        try Self.check(folder.head.plan, trialLimit: folder.head.trialLimit)
        _ = try folder.script()
        let lock = try DriverLock(folder)
        defer { withExtendedLifetime(lock) {} }
        var journal = try SweepJournal(of: folder)
        try journal.open()
        defer { journal.close() }
        let before = try SweepStanding(of: folder, journal: journal)
        let linked = links ? try link(before, in: &journal) : 0
        let standing = try SweepStanding(of: folder, journal: journal)
        let left = standing.trials.filter { trial in
            if case .failed = trial.state { return retriesFailed }
            return !trial.state.isDone
        }
        var outcome = Outcome(linked: linked, standing: standing)
        guard !left.isEmpty else { return outcome }
        let script = SlurmScript(
            sweep: folder.head.name, runs: folder.runs, folder: folder.path, program: program, cores: options.cores)
        let given = try slurm.submit(left.map(\.trial.number), with: script, options: options, atOnce: atOnce)
        (outcome.jobs, outcome.queued) = (given.jobs, given.queued.count)
        return outcome
    }

    private func link(_ standing: SweepStanding, in journal: inout SweepJournal) throws -> Int {
        let fresh = standing.trials.filter { $0.state == .waiting && $0.run == nil }
        guard !fresh.isEmpty else { return 0 }
        let (identical, queued) = (try IdenticalRuns(for: folder), slurm.isSubmitted ? try slurm.tasks() : [:])
        var count = 0
        for trial in fresh.map(\.trial) where queued[trial.number]?.isLive != true {
            guard let run = identical.run(for: trial) else { continue }
            let value = try folder.head.plan.goal?.value(of: run)
            try journal.append(.linked(trial: trial.number, run: run.info.id, value: value))
            count += 1
        }
        return count
    }
}
