import JSON
import RunStore

/// A point of a sweep as an arm of an ablation: the runs of its seeds.
struct SweepArm {
    let name: String
    let trials: [TrialStanding]

    /// The arms of a sweep by the names of its points, in the order of the points.
    ///
    /// - Parameter chosen: only those; empty for all.
    /// - Throws: `SweepError` that names each trial of these arms that is not done, and each name that no arm has.
    static func arms(of standing: SweepStanding, chosen: [String]) throws -> [SweepArm] {
        let names = SweepArmNames(standing.trials.map(\.trial.point))
        var (order, byName): ([String], [String: [TrialStanding]]) = ([], [:])
        for trial in standing.trials {
            let name = names.name(of: trial.trial.point)
            if byName[name] == nil { order.append(name) }
            byName[name, default: []].append(trial)
        }
        let sweep = standing.folder.head.name
        let unknown = chosen.filter { byName[$0] == nil }
        guard unknown.isEmpty else {
            throw SweepError(
                "the sweep \(sweep) has no arm \(quoted(unknown)); its arms are \(quoted(order))", isUsage: true)
        }
        let arms = order.filter { chosen.isEmpty || chosen.contains($0) }.map {
            SweepArm(name: $0, trials: byName[$0] ?? [])
        }
        var missing = arms.flatMap(\.trials).filter { !$0.isWhole }.map(\.complaint)
        let planned = standing.folder.head.plan.trialCount
        if chosen.isEmpty, standing.trials.count < planned {
            missing.append("\(planned - standing.trials.count) trials were not proposed yet")
        }
        guard missing.isEmpty else {
            throw SweepError(
                "the sweep \(sweep) is not whole: \(list(missing, separator: "; ")). Finish it with \"assay sweep resume \(sweep)\", "
                    + "or name the arms that are whole with --arm")
        }
        return arms
    }

    /// Names in quotes, at most ten.
    static func quoted(_ names: [String]) -> String { list(names.map { "\"\($0)\"" }, separator: ", ") }

    /// At most ten of `items`, and how many more there are.
    static func list(_ items: [String], separator: String) -> String {
        items.prefix(10).joined(separator: separator) + (items.count > 10 ? " and \(items.count - 10) more" : "")
    }
}

extension TrialStanding {
    /// Whether it ran to its end; a trial that was pruned did not.
    fileprivate var isWhole: Bool {
        switch state {
        case .completed, .linked: run != nil
        case .waiting, .running, .stopped, .pruned, .failed: false
        }
    }

    fileprivate var complaint: String {
        let reason =
            switch state {
            case .waiting: "was not run yet"
            case .running: "is running"
            case .stopped: "was stopped"
            case .pruned: "was pruned, which ended it early"
            case .failed(let error): "failed: \(error)"
            case .completed, .linked: "has no run"
            }
        return "trial \(trial.number) (\(trial.label)) \(reason)"
    }
}

/// What the points of a sweep are called in a table: their arm, and of their parameters those by which they differ.
private struct SweepArmNames {
    /// The names of parameters that points of one arm, or of none, have different values of.
    private var varied: [String?: [String]] = [:]

    init(_ points: [Point]) {
        for (arm, points) in Dictionary(grouping: Set(points), by: \.arm) {
            let sorted = points.sorted { $0.number < $1.number }
            var (names, seen): ([String], Set<String>) = ([], [])
            for member in sorted.flatMap(\.parameters.members) where seen.insert(member.key).inserted {
                if Set(points.map { $0.parameters[member.key] }).count > 1 { names.append(member.key) }
            }
            varied[arm] = names
        }
    }

    func name(of point: Point) -> String {
        let told = Set(varied[point.arm] ?? [])
        let members = point.parameters.members.filter { told.contains($0.key) }
        let values = JSONObject(members.map { ($0.key, $0.value) }).assignments
        guard let arm = point.arm else { return values.isEmpty ? (told.isEmpty ? point.label : "defaults") : values }
        return values.isEmpty ? arm : "\(arm) \(values)"
    }
}
