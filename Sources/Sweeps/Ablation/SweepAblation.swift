import Analysis
import JSON
import RunStore
package import Statistics

/// The arms of a sweep with what their runs solved in one evaluation.
package struct SweepAblation: Sendable {
    /// The evaluation that is compared.
    package let evaluation: String
    /// Why it is this one.
    package let choice: String
    package let arms: [ArmOutcomes]
    /// The arm with which others are compared.
    package let reference: String
    /// The runs of each arm, by its name.
    private let runs: [String: [RunReader]]

    /// Reads what the runs of a sweep solved.
    ///
    /// - Parameters:
    ///   - evaluation: its name; nil for the only one that all runs have, or the last of them.
    ///   - reference: the arm's name; nil for the sweep's own, or the first.
    ///   - turns: counts the first so many programs of a conversation alone; nil counts all.
    /// - Throws: `NotComparable` with every trial that is missing, `AnalysisError` for an evaluation that is not there or not whole.
    package init(
        of standing: SweepStanding, evaluation: String? = nil, reference: String? = nil, within turns: Int? = nil
    ) throws {
        let names = Self.names(of: standing.points)
        let missing = standing.trials.compactMap { trial -> String? in
            switch trial.state {
            case .completed, .linked: nil
            default: "trial \(trial.trial.number) (\(trial.trial.label)) is \(trial.state.name)"
            }
        }
        let unborn = standing.folder.head.plan.trialCount - standing.trials.count
        let all = missing + (unborn > 0 ? ["\(unborn) trials are not proposed yet"] : [])
        guard all.isEmpty else { throw NotComparable(all) }
        var runs: [String: [RunReader]] = [:]
        for trial in standing.trials {
            guard let run = trial.run, let name = names[trial.trial.point.number] else { continue }
            runs[name, default: []].append(try RunReader(folder: "\(standing.folder.runs)/\(run)"))
        }
        (self.evaluation, choice) = try Self.choose(evaluation, among: runs.values.flatMap { $0 })
        var order: [String] = []
        for point in standing.points {
            if let name = names[point.number], !order.contains(name) { order.append(name) }
        }
        let chosen = self.evaluation
        arms = try order.map { name in
            ArmOutcomes(
                name: name,
                seeds: try (runs[name] ?? []).map { run in
                    try EvaluationRecord(chosen, of: run).outcomes(within: turns)
                })
        }
        let known = reference ?? standing.folder.head.plan.reference ?? order.first ?? ""
        guard order.contains(known) else {
            throw SweepError(
                "the sweep has no arm \"\(known)\"; it has \(order.prefix(20).joined(separator: ", "))", isUsage: true)
        }
        (self.reference, self.runs) = (known, runs)
    }

    /// Learning curves of a metric; an arm whose runs lack it has none.
    ///
    /// - Throws: `SweepError` for a metric that no run has.
    package func curves(of metric: String) throws -> [LearningCurve] {
        let curves = try arms.map { arm in
            LearningCurve(
                name: arm.name,
                runs: try (runs[arm.name] ?? []).map { run in
                    let column = try run.metrics().columns.first { $0.name == metric }
                    // A step that is no whole number is no point of a curve.
                    let points = zip(column?.steps ?? [], column?.values ?? []).compactMap { step, value in
                        Int(exactly: step).map { (step: $0, value: value) }
                    }
                    return .init(seed: run.info.seed, steps: points.map(\.step), values: points.map(\.value))
                })
        }
        guard curves.contains(where: { $0.runs.contains { !$0.steps.isEmpty } }) else {
            throw SweepError(
                "no run of the sweep logs the metric \"\(metric)\"; they log \(try metrics.prefix(20).joined(separator: ", "))",
                isUsage: true)
        }
        return curves
    }

    /// The names of the metrics of the first run.
    package var metrics: [String] {
        get throws {
            try runs[reference]?.first?.metricOverview().columns.filter { !$0.isTime }.map(\.name) ?? []
        }
    }

    /// Points by their numbers: an arm's name, or the parameters in which they differ.
    static func names(of points: [Point]) -> [Int: String] {
        var varied: [String] = []
        for name in points.flatMap({ $0.parameters.members.map(\.key) }) where !varied.contains(name) {
            let values = Set(points.map { $0.parameters[name]?.text ?? "" })
            if values.count > 1 { varied.append(name) }
        }
        return Dictionary(
            points.map { point in
                if let arm = point.arm { return (point.number, arm) }
                let own = point.parameters.members.filter { varied.contains($0.key) }
                return (
                    point.number,
                    own.isEmpty ? "defaults" : own.map { "\($0.key)=\(text(of: $0.value))" }.joined(separator: " ")
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func text(of value: JSONValue) -> String { RunInfo.Parameter.text(of: value) }

    private static func choose(_ given: String?, among runs: [RunReader]) throws -> (name: String, why: String) {
        if let given { return (given, "as asked for") }
        let lists = try runs.map { try EvaluationRecord.names(in: $0) }
        let shared = (lists.first ?? []).filter { name in lists.allSatisfy { $0.contains(name) } }
        guard let last = shared.last else {
            let some = Set(lists.flatMap { $0 }).sorted().prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
            throw AnalysisError(
                some.isEmpty
                    ? "the runs of the sweep have no evaluation: the script calls environment.evaluate for one"
                    : "the runs of the sweep share no evaluation; they have \(some), and one must have the same name in all"
            )
        }
        return (
            last,
            shared.count == 1 ? "the only one of all runs" : "the last of \(shared.count); --evaluation names another"
        )
    }
}
