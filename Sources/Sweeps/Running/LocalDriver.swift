import Glibc
import JSON
import Rendering
import RunStore

/// Runs the trials of a sweep on this machine, each in a process of its own.
///
/// All it decides by stands in the journal before it acts; what a trial came to stands in the trial's run. So it may be killed at any
/// moment, and the next driver goes on.
package final class LocalDriver {
    /// A trial whose process dies of a signal is begun again, so often.
    static let mostRevivals = 5
    /// Seconds that a trial gets to stop by itself.
    static let patience = 60.0

    let folder: SweepFolder
    let options: DriverOptions
    let observer: any SweepObserver
    let program: String
    let searcher: (any Searcher)?
    let pruner: (any Pruner)?
    var journal: SweepJournal
    var queue: TrialQueue
    var server: TrialServer?
    var running: [TrialProcess] = []
    var progress: SweepProgress
    var attempts: [Int: Int] = [:], revivals: [Int: Int] = [:]
    /// The trials that ended while this driver ran, and what they took, in seconds.
    var timed = (trials: 0, seconds: 0.0)
    let started = ContinuousClock.now
    var stop: DriverOutcome.Stop?

    /// - Parameters:
    ///   - program: the program that runs a trial: `assay-host`.
    ///   - searcher: proposes the points of a search.
    ///   - pruner: decides at rungs.
    package init(
        _ folder: SweepFolder, _ options: DriverOptions, program: String, searcher: (any Searcher)? = nil,
        pruner: (any Pruner)? = nil, observer: any SweepObserver
    ) throws {
        (self.folder, self.options, self.program) = (folder, options, program)
        (self.searcher, self.pruner, self.observer) = (searcher, pruner, observer)
        journal = try SweepJournal(of: folder)
        progress = SweepProgress(total: folder.head.plan.trialCount)
        queue = TrialQueue(folder, waiting: [], proposed: 0, searcher: searcher)
    }

    /// Runs what is left, and returns when nothing is, or when it was stopped.
    ///
    /// - Throws: `SweepError` when another driver is at work, and what keeps the journal from being written.
    package func run() throws -> DriverOutcome {
        _ = try folder.script()
        let lock = try DriverLock(folder)
        defer { withExtendedLifetime(lock) {} }
        try journal.open()
        defer { journal.close() }
        DriverSignals.listen()
        do {
            try prepare()
            try work()
        } catch {
            // What cannot be noted must not go on: the trials stop where they can go on.
            for child in running { child.stop() }
            while !running.isEmpty { reapWithoutNoting() }
            throw error
        }
        return DriverOutcome(stop: stop, standing: try SweepStanding(of: folder, journal: journal))
    }

    // MARK: What is left

    func prepare() throws {
        let standing = try SweepStanding(of: folder, journal: journal)
        var left: [Trial] = []
        let ended = Set(journal.events.compactMap { if case .ended(let end) = $0 { end.trial } else { nil } })
        for trial in standing.trials {
            switch trial.state {
            case .completed, .pruned:
                // Its process ended, and the driver did before it could note that.
                if !ended.contains(trial.trial.number) { try note(try end(of: trial.trial)) }
                count(trial)
            case .linked: count(trial)
            case .failed where !options.retriesFailed && ended.contains(trial.trial.number):
                count(trial)
            case .failed, .stopped, .running: left.insert(trial.trial, at: left.count)
            case .waiting: left.append(trial.trial)
            }
        }
        // Those that had begun come first.
        let begun = Set(standing.trials.filter { $0.run != nil }.map(\.trial.number))
        left = left.filter { begun.contains($0.number) } + left.filter { !begun.contains($0.number) }
        if options.links { left = try link(left, begun: begun) }
        queue = TrialQueue(folder, waiting: left, proposed: standing.points.count, searcher: searcher)
    }

    /// Links what need not be run, and returns the rest.
    func link(_ trials: [Trial], begun: Set<Int>) throws -> [Trial] {
        guard trials.contains(where: { !begun.contains($0.number) }) else { return trials }
        let identical = try IdenticalRuns(for: folder)
        return try trials.filter { trial in
            guard !begun.contains(trial.number), let run = identical.run(for: trial) else { return true }
            let value = try folder.head.plan.goal?.value(of: run)
            try journal.append(.linked(trial: trial.number, run: run.info.id, value: value))
            let standing = TrialStanding(
                trial: trial, state: .linked(run: run.info.id), value: value, run: run.info.id)
            count(standing)
            observer.ended(standing)
            return false
        }
    }

    // MARK: The loop

    func work() throws {
        while true {
            checkStops()
            if stop == nil { try start() }
            if running.isEmpty { break }
            waitForNews()
            for child in running { try listen(to: child) }
            try reap()
            tell()
        }
        tell()
    }

    func start() throws {
        while running.count < options.jobs {
            let next = try queue.next(journal.events) { point in
                try noteVersions()
                try journal.append(.suggested(point))
            }
            guard let trial = next else { return }
            if case .search = folder.head.plan.source, options.links, attempts[trial.number] == nil,
                try link([trial], begun: []).isEmpty
            {
                continue
            }
            attempts[trial.number, default: 0] += 1
            try journal.append(.started(trial: trial.number))
            running.append(try TrialProcess(trial, of: folder, by: try liveServer()))
            observer.started(trial)
        }
    }

    /// Notes what proposes, where that is not what the journal says.
    func noteVersions() throws {
        let versions = try searcher?.versions() ?? [:]
        let known = journal.events.reversed().lazy.compactMap {
            if case .versions(let known) = $0 { known } else { nil }
        }
        if !versions.members.isEmpty, known.first != versions { try journal.append(.versions(versions)) }
    }

    /// What starts processes, once there is one to start.
    func liveServer() throws -> TrialServer {
        if let server { return server }
        let new = try TrialServer(
            program: program, words: ["trial-server", folder.head.name, "--runs", folder.runs],
            cores: max(1, options.cores / options.jobs))
        server = new
        return new
    }

    func waitForNews() {
        var descriptors = running.filter { $0.channel >= 0 }.map {
            pollfd(fd: $0.channel, events: Int16(POLLIN), revents: 0)
        }
        // A process that closed its end has all but ended.
        let isEnding = descriptors.count < running.count
        poll(&descriptors, nfds_t(descriptors.count), isEnding ? 2 : 200)
    }

    func listen(to child: TrialProcess) throws {
        for message in child.messages() {
            switch message {
            case .progress(let text): child.progress = text
            case .logged(let step, let value):
                child.progress = "step \(step), \(folder.head.plan.goal?.name ?? "") \(NumberFormat.short(value))"
            case .rung(let step, let value):
                try decide(child, RungValue(trial: child.trial.number, step: step, value: value))
            case .failed(let error): child.failure = error
            }
        }
    }

    static func noPruner(_ name: String) -> SweepError {
        SweepError("a trial of \(name) asks whether it goes on, and the sweep has no pruning or no goal")
    }

    /// Decides whether a trial goes on. The journal has the decision before the trial does: a trial that asks again gets the same.
    func decide(_ child: TrialProcess, _ report: RungValue) throws {
        for case .rung(let known, let isPruned) in journal.events
        where known.trial == report.trial && known.step == report.step {
            return child.answer(isPruned: isPruned)
        }
        let visible = folder.head.plan.rungs(in: journal.events[...]) + [report]
        guard let pruner, let goal = folder.head.plan.goal else { throw Self.noPruner(folder.head.name) }
        let isPruned = try pruner.isPruned(report, direction: goal.direction, visible: visible)
        try journal.append(.rung(report, isPruned: isPruned))
        child.answer(isPruned: isPruned)
    }

    // MARK: Stops

    func checkStops() {
        let (signal, count) = DriverSignals.received
        if count > 0, stop == nil { halt(.signal(signal)) }
        if count > 1 { for child in running { child.end() } }
        if let budget = options.budget, stop == nil, started.duration(to: .now) > .seconds(budget) { halt(.budget) }
        for child in running {
            if let since = child.stopping, since.duration(to: .now) > .seconds(Self.patience) { child.end() }
            if let limit = folder.head.trialLimit, child.verdict == nil,
                child.started.duration(to: .now) > .seconds(limit)
            {
                child.verdict = "it ran longer than the \(NumberFormat.duration(limit)) that --trial-limit gives"
                child.end()
            }
        }
    }

    func halt(_ reason: DriverOutcome.Stop) {
        stop = reason
        for child in running { child.stop() }
    }

    func tell() {
        progress.running = running.map { .init(trial: $0.trial, progress: $0.progress) }
        if timed.trials > 0 {
            let mean = timed.seconds / Double(timed.trials)
            let under = running.reduce(0) { $0 + max(0, mean - $1.started.duration(to: .now) / .seconds(1)) }
            progress.left = (mean * Double(queue.left) + under) / Double(max(1, options.jobs))
        }
        observer.progress(progress)
    }
}
