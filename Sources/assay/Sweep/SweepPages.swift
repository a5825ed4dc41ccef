import JSON
import Pages
import Rendering
import RunStore
import Sweeps

/// What is shown of sweeps.
enum SweepPages {
    /// Trials that a plan lists for people; programs get all.
    private static let shown = 50

    /// What `--dry-run` says.
    static func plan(_ plan: SweepPlan, estimate: TimeEstimate?, jobs: Int) -> Page {
        let trials = plan.fixedTrials
        var blocks: [Page.Block] = []
        if case .search(let search) = plan.source {
            let space = search.space.map(\.name).joined(separator: ", ")
            blocks.append(
                .line(Text("\(search.points) points of \(space) by \(search.method), \(seeds(plan)) each")))
        } else {
            var table = Table([.init("trial", isNumeric: true), .init("point"), .init("seed", isNumeric: true)])
            for trial in trials.prefix(shown) {
                table.add([.init(trial.number), .init(trial.point.label), .init(String(trial.seed))])
            }
            blocks.append(.table(table))
            if trials.count > shown {
                blocks.append(.line(Text("and \(NumberFormat.grouped(trials.count - shown)) more", .aside)))
            }
        }
        let count = plan.trialCount
        let time = estimate.map { estimate -> String in
            let seconds = estimate.secondsPerTrial * Double(count) / Double(min(jobs, count))
            let each = NumberFormat.duration(estimate.secondsPerTrial)
            let from = estimate.runs == 1 ? "1 recorded run" : "\(estimate.runs) recorded runs"
            return "about \(NumberFormat.duration(seconds)) with --jobs \(jobs): \(each) each, the median of \(from)"
        }
        blocks.append(
            .line(
                Text(
                    "\(NumberFormat.grouped(count)) trials; "
                        + (time ?? "how long they take is not known: no run of this script is recorded"))))
        var data: JSONObject = ["trials": .int(count)]
        if plan.isKnown { data["plan"] = .array(trials.map { .object($0.json) }) }
        data["seconds_per_trial"] = estimate.map { .number($0.secondsPerTrial) } ?? .null
        return Page(blocks, data: .object(data))
    }

    private static func seeds(_ plan: SweepPlan) -> String {
        plan.seeds.count == 1 ? "1 seed" : "\(plan.seeds.count) seeds"
    }

    /// What is said when a driver ends.
    static func summary(_ standing: SweepStanding) -> Page {
        Page([head(standing)] + best(standing), data: json(standing))
    }

    /// All that is known of a sweep.
    ///
    /// - Parameter resume: the command that goes on with it.
    static func status(_ standing: SweepStanding, driver: ProcessSign?, slurm: SlurmView?, resume: String) -> Page {
        let head = standing.folder.head
        let who = driver.map { "run by process \($0)" } ?? (slurm == nil ? "nobody runs it" : "run by Slurm")
        var lines: [Page.Block] = [
            self.head(standing), .line(Text("\(head.script), begun \(head.created.local), \(who)", .aside)),
        ]
        lines += best(standing)
        lines += slurm?.lines(standing, resume: resume) ?? []
        var page = Page(lines, data: json(standing, slurm))
        var table = Table(
            [.init("trial", isNumeric: true), .init("state"), .init("point"), .init("seed", isNumeric: true)]
                + (head.plan.goal.map { [.init($0.name, isNumeric: true)] } ?? []) + [
                    .init("time", isNumeric: true), .init("run"),
                ] + (slurm == nil ? [] : [.init("Slurm")]))
        let values = standing.trials.map(\.value)
        var texts = NumberFormat.column(values.compactMap { $0 })[...]
        for trial in standing.trials {
            var cells: [Table.Cell] = [
                .init(trial.trial.number), .init(trial.state.name), .init(trial.trial.point.label),
                .init(String(trial.trial.seed)),
            ]
            if head.plan.goal != nil { cells.append(.init(trial.value == nil ? "" : texts.removeFirst())) }
            cells.append(.init(trial.seconds.map { NumberFormat.duration($0) } ?? ""))
            cells.append(.init(trial.run ?? ""))
            if let slurm { cells.append(slurm.cell(trial)) }
            table.add(cells)
        }
        page.sections.append(.init([.table(table)]))
        let failures = standing.trials.compactMap { trial -> Page.Block? in
            guard case .failed(let error) = trial.state else { return nil }
            return .line(Text("trial \(trial.trial.number): \(error)", .bad))
        }
        if !failures.isEmpty { page.sections.append(.init(failures)) }
        return page
    }

    /// The sweeps of a folder.
    static func list(_ standings: [SweepStanding], runs: String) -> Page {
        guard !standings.isEmpty else {
            return Page(
                [.line(Text("no sweeps in \(runs) yet: start one with \"assay sweep SCRIPT name=values\""))], data: [])
        }
        var table = Table([
            .init("sweep"), .init("script"), .init("started"), .init("trials", isNumeric: true),
            .init("done", isNumeric: true), .init("failed", isNumeric: true), .init("best", isNumeric: true),
            .init("goal"),
        ])
        for standing in standings {
            let head = standing.folder.head, best = bestTrial(standing)?.value
            table.add([
                .init(head.name), .init(head.script), .init(head.created.local), .init(head.plan.trialCount),
                .init(standing.trials.count { $0.state.isDone }), .init(standing.failed.count),
                .init(best.map { NumberFormat.short($0) } ?? ""), .init(head.plan.goal?.text ?? ""),
            ])
        }
        return Page([.table(table)], data: .array(standings.map(json)))
    }

    /// What a replay found.
    static func replay(_ report: SweepReplay.Report, of folder: SweepFolder) -> Page {
        let parts = [
            count(report.suggestions, "suggestion"), count(report.decisions, "decision"),
            count(report.results, "result"),
        ].joined(separator: ", ")
        var blocks: [Page.Block] = []
        if report.isEmpty {
            blocks.append(.line(Text("nothing to compare yet", .doubtful) + Text(" in \(folder.head.name)")))
        } else if let difference = report.difference {
            blocks.append(.line(Text("differs", .bad) + Text(" after \(parts): \(difference)")))
        } else {
            blocks.append(.line(Text("identical", .good) + Text(": \(parts) follow from the journal")))
        }
        blocks += report.notes.map { .line(Text($0, .aside)) }
        return Page(
            blocks,
            data: [
                "sweep": .string(folder.head.name),
                "verdict": .string(report.isEmpty ? "nothing" : report.difference == nil ? "identical" : "differs"),
                "suggestions": .int(report.suggestions), "decisions": .int(report.decisions),
                "results": .int(report.results), "difference": report.difference.map { .string($0) } ?? .null,
                "notes": .array(report.notes.map { .string($0) }),
            ])
    }

    private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }

    private static func head(_ standing: SweepStanding) -> Page.Block {
        let total = standing.folder.head.plan.trialCount
        let done = standing.trials.count { $0.state.isDone }
        var parts: [Text] = [Text("\(done) of \(total) trials done", done == total ? .good : .doubtful)]
        let states: [(String, Int)] = ["linked", "pruned", "running", "stopped", "failed"].map { name in
            (name, standing.trials.count { $0.state.name == name })
        }
        for (name, count) in states where count > 0 {
            parts.append(Text(", \(count) \(name)", name == "failed" ? .bad : .plain))
        }
        return .line(Text("\(standing.folder.head.name): ") + parts.reduce(Text(""), +))
    }

    private static func bestTrial(_ standing: SweepStanding) -> TrialStanding? {
        guard let goal = standing.folder.head.plan.goal else { return nil }
        return standing.trials.filter { $0.value != nil && $0.state != .pruned }.reduce(nil) { best, trial in
            guard let best, let value = best.value, let other = trial.value else { return trial }
            return goal.isBetter(other, than: value) ? trial : best
        }
    }

    private static func best(_ standing: SweepStanding) -> [Page.Block] {
        guard let goal = standing.folder.head.plan.goal, let trial = bestTrial(standing), let value = trial.value else {
            return []
        }
        let run = trial.run.map { ", run \($0)" } ?? ""
        return [
            .line(
                Text(
                    "best \(goal.name): \(NumberFormat.short(value)) by trial \(trial.trial.number), \(trial.trial.label)\(run)"
                ))
        ]
    }

    private static func json(_ standing: SweepStanding) -> JSONValue { json(standing, nil) }

    private static func json(_ standing: SweepStanding, _ slurm: SlurmView?) -> JSONValue {
        let head = standing.folder.head
        return [
            "sweep": .string(head.name), "script": .string(head.script), "trials": .int(head.plan.trialCount),
            "goal": head.plan.goal.map { .string($0.text) } ?? .null,
            "best": bestTrial(standing).map { .int($0.trial.number) } ?? .null,
            "standing": .array(
                standing.trials.map { trial in
                    var object = trial.trial.json
                    object["state"] = .string(trial.state.name)
                    object["value"] = trial.value.map { .number($0) } ?? .null
                    object["run"] = trial.run.map { .string($0) } ?? .null
                    if let slurm { object["slurm"] = slurm.json(trial.trial.number) }
                    if case .failed(let error) = trial.state { object["error"] = .string(error) }
                    return .object(object)
                }),
        ]
    }
}

extension SweepStanding {
    /// The trials that failed.
    var failed: [TrialStanding] { trials.filter { if case .failed = $0.state { true } else { false } } }
}
