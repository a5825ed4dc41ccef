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
    private static let mostRevivals = 5
    /// Seconds that a trial gets to stop by itself.
    private static let patience = 60.0

    private let folder: SweepFolder
    private let options: DriverOptions
    private let observer: any SweepObserver
    private let program: String
    private let searcher: (any Searcher)?
    private let pruner: (any Pruner)?
    private var journal: SweepJournal
    private var queue: TrialQueue
    private var server: TrialServer?
    private var running: [TrialProcess] = []
    private var progress: SweepProgress
    private var attempts: [Int: Int] = [:], revivals: [Int: Int] = [:]
    /// What the trials took that ended while this driver ran, in seconds.
    private var durations: [Double] = []
    private let started = ContinuousClock.now
    private var stop: DriverOutcome.Stop?

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

    private func prepare() throws {
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
    private func link(_ trials: [Trial], begun: Set<Int>) throws -> [Trial] {
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

    private func work() throws {
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

    private func start() throws {
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
    private func noteVersions() throws {
        let versions = try searcher?.versions() ?? [:]
        let known = journal.events.reversed().lazy.compactMap {
            if case .versions(let known) = $0 { known } else { nil }
        }
        if !versions.members.isEmpty, known.first != versions { try journal.append(.versions(versions)) }
    }

    /// What starts processes, once there is one to start.
    private func liveServer() throws -> TrialServer {
        if let server { return server }
        let new = try TrialServer(
            program: program, words: ["trial-server", folder.head.name, "--runs", folder.runs],
            cores: max(1, options.cores / options.jobs))
        server = new
        return new
    }

    private func waitForNews() {
        var descriptors = running.filter { $0.channel >= 0 }.map {
            pollfd(fd: $0.channel, events: Int16(POLLIN), revents: 0)
        }
        // A process that closed its end has all but ended.
        let isEnding = descriptors.count < running.count
        poll(&descriptors, nfds_t(descriptors.count), isEnding ? 2 : 200)
    }

    private func listen(to child: TrialProcess) throws {
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

    /// Decides whether a trial goes on. The journal has the decision before the trial does: a trial that asks again gets the same.
    private func decide(_ child: TrialProcess, _ report: RungValue) throws {
        for case .rung(let known, let isPruned) in journal.events
        where known.trial == report.trial && known.step == report.step {
            return child.answer(isPruned: isPruned)
        }
        let visible = folder.head.plan.rungs(in: journal.events[...]) + [report]
        let direction = folder.head.plan.goal?.direction ?? .maximize
        let isPruned = try pruner?.isPruned(report, direction: direction, visible: visible) ?? false
        try journal.append(.rung(report, isPruned: isPruned))
        child.answer(isPruned: isPruned)
    }

    // MARK: Ends

    private func reap() throws {
        for child in running {
            guard let outcome = child.outcome() else { continue }
            try listen(to: child)
            running.removeAll { $0 === child }
            try conclude(child, code: outcome.code, signal: outcome.signal)
        }
    }

    private func reapWithoutNoting() {
        usleep(20_000)
        for child in running {
            if let since = child.stopping, since.duration(to: .now) > .seconds(Self.patience) { child.end() }
            if child.outcome() != nil { running.removeAll { $0 === child } }
        }
    }

    private func conclude(_ child: TrialProcess, code: Int32?, signal: Int32?) throws {
        let trial = child.trial
        if let verdict = child.verdict { return try fail(child, verdict) }
        if code == TrialExit.stopped.rawValue || (child.stopping != nil && signal != nil) {
            // It goes on another time, or now where nobody asked it to stop.
            if stop == nil { queue.putBack(trial) }
            return
        }
        if code == TrialExit.done.rawValue {
            let end = try end(of: trial)
            try note(end)
            durations.append(end.seconds)
            return show(trial, end)
        }
        if let signal {
            revivals[trial.number, default: 0] += 1
            if revivals[trial.number, default: 0] <= Self.mostRevivals {
                observer.note("trial \(trial.number) was killed by signal \(signal); it goes on")
                return queue.putBack(trial)
            }
            return try fail(child, "its process was killed by signal \(signal), \(Self.mostRevivals + 1) times")
        }
        let run = try? RunReader(folder: folder.runFolder(of: trial.number))
        let recorded = run.flatMap { $0.info.status == .failed ? $0.info.firstErrorLine : nil }
        let known = child.failure ?? recorded
        try fail(child, known ?? "its process ended with status \(code ?? -1); see \(folder.log(of: trial.number))")
    }

    private func fail(_ child: TrialProcess, _ error: String) throws {
        let trial = child.trial
        if attempts[trial.number, default: 1] <= options.retries, stop == nil {
            observer.note("trial \(trial.number) failed and is tried again: \(error)")
            return queue.putBack(trial)
        }
        let seconds = (ContinuousClock.now - child.started) / .seconds(1)
        let end = TrialEnd(trial: trial.number, status: .failed, seconds: seconds, error: error)
        try note(end)
        show(trial, end)
        if let most = options.mostFailures, progress.failed >= most, stop == nil { halt(.failures(progress.failed)) }
    }

    /// What a trial that completed came to, by its run.
    private func end(of trial: Trial) throws -> TrialEnd {
        let run = try RunReader(folder: folder.runFolder(of: trial.number))
        try folder.check(run, is: trial)
        let value = try folder.head.plan.goal?.value(of: run)
        let seconds = run.info.seconds(now: .now)
        if let goal = folder.head.plan.goal, value == nil, case .search = folder.head.plan.source {
            return TrialEnd(
                trial: trial.number, status: .failed, seconds: seconds,
                error:
                    "the run has no number \"\(goal.name)\": its script must return it, return { \(goal.name) = … }, or log it"
            )
        }
        return TrialEnd(
            trial: trial.number, status: run.info.status == .pruned ? .pruned : .completed, value: value,
            seconds: seconds)
    }

    private func note(_ end: TrialEnd) throws { try journal.append(.ended(end)) }

    private func show(_ trial: Trial, _ end: TrialEnd) {
        let state: TrialState =
            switch end.status {
            case .completed: .completed
            case .pruned: .pruned
            case .failed: .failed(end.error ?? "failed")
            }
        let standing = TrialStanding(
            trial: trial, state: state, value: end.value, seconds: end.seconds,
            run: folder.runName(of: trial.number))
        count(standing)
        observer.ended(standing)
    }

    private func count(_ standing: TrialStanding) {
        if case .failed = standing.state { progress.failed += 1 } else { progress.done += 1 }
        guard let goal = folder.head.plan.goal, let value = standing.value, standing.state != .pruned else { return }
        if progress.best.map({ goal.isBetter(value, than: $0.value) }) ?? true {
            progress.best = (value, standing.trial)
        }
    }

    // MARK: Stops

    private func checkStops() {
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

    private func halt(_ reason: DriverOutcome.Stop) {
        stop = reason
        for child in running { child.stop() }
    }

    private func tell() {
        progress.running = running.map { .init(trial: $0.trial, progress: $0.progress) }
        if !durations.isEmpty {
            let mean = durations.reduce(0, +) / Double(durations.count)
            let under = running.reduce(0) { $0 + max(0, mean - $1.started.duration(to: .now) / .seconds(1)) }
            progress.left = (mean * Double(queue.left) + under) / Double(max(1, options.jobs))
        }
        observer.progress(progress)
    }
}

/// How the process of a trial ends.
package enum TrialExit: Int32, Sendable {
    /// The trial is done: completed or pruned, now or before.
    case done = 0
    case failed = 1
    case usage = 2
    /// It was asked to stop, and can go on: EX_TEMPFAIL of sysexits.h.
    case stopped = 75
}
