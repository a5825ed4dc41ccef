import Glibc
import Rendering
import RunStore

/// What a trial that has ended came to.
extension LocalDriver {
    func reap() throws {
        for child in running {
            guard let outcome = child.outcome() else { continue }
            try listen(to: child)
            running.removeAll { $0 === child }
            try conclude(child, code: outcome.code, signal: outcome.signal)
        }
    }

    func reapWithoutNoting() {
        usleep(20_000)
        for child in running {
            if let since = child.stopping, since.duration(to: .now) > .seconds(Self.patience) { child.end() }
            if child.outcome() != nil { running.removeAll { $0 === child } }
        }
    }

    func conclude(_ child: TrialProcess, code: Int32?, signal: Int32?) throws {
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
            timed = (timed.trials + 1, timed.seconds + end.seconds)
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

    func fail(_ child: TrialProcess, _ error: String) throws {
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
    func end(of trial: Trial) throws -> TrialEnd {
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

    func note(_ end: TrialEnd) throws { try journal.append(.ended(end)) }

    func show(_ trial: Trial, _ end: TrialEnd) {
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

    func count(_ standing: TrialStanding) {
        if case .failed = standing.state { progress.failed += 1 } else { progress.done += 1 }
        guard let goal = folder.head.plan.goal, let value = standing.value, standing.state != .pruned else { return }
        if progress.best.map({ goal.isBetter(value, than: $0.value) }) ?? true {
            progress.best = (value, standing.trial)
        }
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
