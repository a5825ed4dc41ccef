import JSON
import RunStore

/// Works out again what a sweep's driver decided, from its journal alone.
package struct SweepReplay {
    /// What came of it.
    package struct Report: Sendable {
        package var suggestions = 0
        package var decisions = 0
        package var results = 0
        /// The first thing that does not follow, in one sentence.
        package var difference: String?
        /// What could not be compared: a sentence each.
        package var notes: [String] = []

        package var isEmpty: Bool { suggestions + decisions + results == 0 }
    }

    private let folder: SweepFolder
    private let searcher: (any Searcher)?
    private let pruner: (any Pruner)?

    package init(_ folder: SweepFolder, searcher: (any Searcher)?, pruner: (any Pruner)?) {
        (self.folder, self.searcher, self.pruner) = (folder, searcher, pruner)
    }

    /// Goes through the journal up to the first difference.
    package func report() throws -> Report {
        var report = Report(), isVersionNoted = false
        let events = try SweepJournal(of: folder).events, plan = folder.head.plan
        for (place, event) in events.enumerated() where report.difference == nil {
            let before = events[..<place]
            switch event {
            case .suggested(let point):
                guard case .search(let search) = plan.source, let searcher else {
                    report.difference = "the journal has a suggestion, and the sweep is no search"
                    continue
                }
                let again = try TrialQueue.suggestion(point.number, of: search, plan, seen: before, searcher)
                report.suggestions += 1
                if again.parameters.assignments != point.parameters.assignments {
                    report.difference =
                        "suggestion \(point.number) was \(point.parameters.assignments), and is \(again.parameters.assignments) now"
                }
            case .rung(let value, let wasPruned):
                let visible = plan.rungs(in: before) + [value]
                guard let pruner, let goal = plan.goal else {
                    report.difference =
                        "the journal has a decision about trial \(value.trial), and the sweep has no pruning or no goal"
                    continue
                }
                let isPruned = try pruner.isPruned(value, direction: goal.direction, visible: visible)
                report.decisions += 1
                if isPruned != wasPruned {
                    report.difference =
                        "trial \(value.trial) was \(wasPruned ? "stopped" : "let on") at step \(value.step), and would be \(isPruned ? "stopped" : "let on") now"
                }
            case .ended(let end) where end.status != .failed: try compare(end, &report)
            case .linked(let trial, let run, let value): try compare(trial, run, value, &report)
            case .versions(let then):
                let now = try searcher?.versions() ?? [:]
                guard !isVersionNoted, now != then else { continue }
                isVersionNoted = true
                report.notes.append(
                    "the search used \(then.assignments) where this machine has \(now.assignments)")
            case .ended, .started: continue
            }
        }
        return report
    }

    private func compare(_ end: TrialEnd, _ report: inout Report) throws {
        try compare(end.trial, folder.runName(of: end.trial), end.value, &report)
    }

    private func compare(_ trial: Int, _ name: String, _ value: Double?, _ report: inout Report) throws {
        guard let run = try? RunReader(folder: "\(folder.runs)/\(name)") else {
            report.notes.append("the run \(name) of trial \(trial) is gone")
            return
        }
        let now = try folder.head.plan.goal?.value(of: run)
        report.results += 1
        if now != value {
            report.difference =
                "trial \(trial) had \(JSONValue(optional: value).text), and its run \(name) says \(JSONValue(optional: now).text)"
        }
    }
}
