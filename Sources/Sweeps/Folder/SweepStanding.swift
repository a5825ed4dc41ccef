import JSON
package import RunStore

/// How all trials of a sweep stand: by its journal, and by the folders of their runs.
package struct SweepStanding: Sendable {
    package let folder: SweepFolder
    /// In the order of the trials.
    package private(set) var trials: [TrialStanding] = []
    /// The points so far, in their order.
    package private(set) var points: [Point] = []

    /// A trial of a sweep by its number; nil for one that there is not, or not yet.
    package static func trial(_ number: Int, of folder: SweepFolder) throws -> Trial? {
        let plan = folder.head.plan
        guard (1...max(1, plan.trialCount)).contains(number) else { return nil }
        switch plan.source {
        case .fixed(let points):
            let (seed, point) = (number - 1).quotientAndRemainder(dividingBy: points.count)
            return Trial(number: number, point: points[point], seed: plan.seeds[seed])
        case .listed(let trials): return trials[number - 1]
        case .search:
            let wanted = (number - 1) / plan.seeds.count + 1
            for case .suggested(let point) in try SweepJournal(of: folder).events where point.number == wanted {
                return plan.trials(of: point).first { $0.number == number }
            }
            return nil
        }
    }

    /// Looks at the sweep's journal and at the runs of its trials.
    package init(of folder: SweepFolder, journal: SweepJournal) throws {
        self.folder = folder
        var known: [Trial] = []
        switch folder.head.plan.source {
        case .fixed(let points): (known, self.points) = (folder.head.plan.fixedTrials, points)
        case .listed(let trials): (known, points) = (trials, trials.map(\.point))
        case .search:
            for case .suggested(let point) in journal.events {
                points.append(point)
                known += folder.head.plan.trials(of: point)
            }
        }
        var ends: [Int: TrialEnd] = [:], links: [Int: (run: String, value: Double?)] = [:]
        for event in journal.events {
            switch event {
            case .ended(let end): ends[end.trial] = end
            case .linked(let trial, let run, let value): links[trial] = (run, value)
            case .started(let trial): ends[trial] = nil
            case .suggested, .rung, .versions: break
            }
        }
        trials = try known.map { trial in
            if let link = links[trial.number], Files.exists("\(folder.runs)/\(link.run)/run.json") {
                return TrialStanding(
                    trial: trial, state: .linked(run: link.run), value: link.value, run: link.run)
            }
            return try Self.standing(of: trial, end: ends[trial.number], in: folder)
        }
    }

    private static func standing(
        of trial: Trial, end: TrialEnd?, in folder: SweepFolder
    ) throws -> TrialStanding {
        var standing = TrialStanding(trial: trial, state: .waiting)
        let path = folder.runFolder(of: trial.number)
        guard Files.exists(path + "/run.json") else {
            // A script that failed before its first call leaves no run.
            if let end, end.status == .failed {
                (standing.state, standing.seconds) = (.failed(end.error ?? "failed"), end.seconds)
            }
            return standing
        }
        standing.run = folder.runName(of: trial.number)
        if let end {
            (standing.value, standing.seconds) = (end.value, end.seconds)
            switch end.status {
            case .completed: standing.state = .completed
            case .pruned: standing.state = .pruned
            case .failed: standing.state = .failed(end.error ?? "failed")
            }
            return standing
        }
        let run = try RunReader(folder: path)
        try folder.check(run, is: trial)
        switch run.info.status {
        case .running: standing.state = .running
        case .completed: standing.state = .completed
        case .pruned: standing.state = .pruned
        case .failed: standing.state = .failed(run.info.firstErrorLine)
        case .interrupted, .killed: standing.state = .stopped
        }
        if standing.state.isDone {
            (standing.value, standing.seconds) = (
                try folder.head.plan.goal?.value(of: run), run.info.seconds(now: .now)
            )
        }
        return standing
    }
}

extension RunInfo {
    /// What went wrong, in one line.
    var firstErrorLine: String {
        guard let error else { return "failed" }
        let lines = error.split(separator: "\n", maxSplits: 2).map(String.init)
        let first = lines.first ?? "failed"
        let place = lines.count > 1 ? lines[1].trimmed : ""
        return place.hasPrefix("at ") ? "\(first) (\(place))" : first
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}

extension SweepFolder {
    /// - Throws: `SweepError` when a run that has the name of a trial is another one.
    package func check(_ run: RunReader, is trial: Trial) throws {
        let info = run.info
        let isIt =
            info.sweep?["sweep"]?.string == head.name && info.sweep?["trial"]?.int == trial.number
            && info.seed == trial.seed && info.sources.first?.sha256 == head.sources[0].sha256
        guard isIt else {
            throw SweepError(
                "\(run.folder) has the name of trial \(trial.number) of \(head.name) and is another run; move it away")
        }
    }
}
