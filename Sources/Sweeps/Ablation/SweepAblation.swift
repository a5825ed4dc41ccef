import Analysis
import RunStore
package import Statistics

/// The ablation table of a sweep, from the evaluations that its runs recorded.
package struct SweepAblation: Sendable {
    /// What is asked for.
    package struct Request: Sendable {
        /// The evaluations to compare, by name; several make an arm each. Empty for the one that all runs have.
        package var evaluations: [String] = []
        /// The arms to compare; empty for all.
        package var arms: [String] = []
        /// The arm with which others are compared; nil for the sweep's own.
        package var reference: String?
        /// The largest difference that does not matter.
        package var margin: Double?
        /// Counts what was solved by so many programs; nil for all.
        package var turns: Int?
        /// Whether runs of the same seed belong together.
        package var pairsSeeds = true
        /// The metric of the learning curves; nil for the sweep's goal or the rate of training.
        package var metric: String?

        package init() {}
    }

    package let table: AblationTable
    /// What each arm solved.
    package let arms: [ArmOutcomes]
    /// The evaluations that were read, and how the only one was chosen, in words.
    package let evaluations: [String]
    package let choice: String
    /// The names of each arm's runs, in the order of the table.
    package let runs: [[String]]

    /// Reads the evaluations of a sweep's runs.
    ///
    /// - Throws: `SweepError` for trials and evaluations that are missing, naming them; `NotComparable` for arms that do not fit.
    package init(_ standing: SweepStanding, _ request: Request) throws {
        let arms = try SweepArm.arms(of: standing, chosen: request.arms), head = standing.folder.head
        let readers = try arms.map { try $0.trials.compactMap { try standing.folder.reader(of: $0) } }
        (evaluations, choice) = try Self.evaluations(request, readers.flatMap { $0 }, sweep: head.name)
        var (outcomes, missing, runs): ([ArmOutcomes], [String], [[String]]) = ([], [], [])
        for (arm, readers) in zip(arms, readers) {
            for evaluation in evaluations {
                var seeds: [SeedOutcomes] = []
                for run in readers {
                    do {
                        seeds.append(try EvaluationRecord(evaluation, of: run).outcomes(within: request.turns))
                    } catch let error as AnalysisError { missing.append(error.description) }
                }
                outcomes.append(ArmOutcomes(name: Self.name(arm.name, evaluation, of: evaluations), seeds: seeds))
                runs.append(readers.map(\.info.id))
            }
        }
        guard missing.isEmpty else {
            throw SweepError(
                "the runs of \(head.name) cannot be compared: \(SweepArm.list(missing, separator: "; "))")
        }
        let own = head.plan.reference.flatMap { name in arms.first { $0.name == name } } ?? arms.first
        let reference = request.reference ?? Self.name(own?.name ?? "", evaluations[0], of: evaluations)
        table = try AblationTable(
            arms: outcomes, reference: reference, margin: request.margin, pairsSeeds: request.pairsSeeds,
            checkpoints: "those that the scripts evaluated")
        (self.arms, self.runs) = (outcomes, runs)
    }

    /// The learning curves of a sweep's arms.
    ///
    /// - Returns: the curves of arms that have any, the metric, and what is not drawn, a sentence each; nil where no run has a metric to draw.
    package static func curves(
        _ standing: SweepStanding, _ request: Request
    ) throws -> (curves: [LearningCurve], metric: String, notes: [String])? {
        let arms = try SweepArm.arms(of: standing, chosen: request.arms)
        let columns = try arms.map { arm in
            try arm.trials.compactMap { trial -> (seed: UInt64, columns: [MetricColumns.Column])? in
                try standing.folder.reader(of: trial).map { (trial.trial.seed, try $0.metrics().columns) }
            }
        }
        let known = Set(columns.joined().flatMap { $0.columns.filter { $0.values.count > 1 }.map(\.name) })
        let candidates = [standing.folder.head.plan.goal?.name, "solve_rate"].compactMap { $0 }
        guard let metric = request.metric ?? candidates.first(where: known.contains) else { return nil }
        guard request.metric == nil || known.contains(metric) else {
            throw SweepError(
                "no run of \(standing.folder.head.name) has a series \"\(metric)\"; they have \(SweepArm.quoted(known.sorted()))",
                isUsage: true)
        }
        var (curves, notes): ([LearningCurve], [String]) = ([], [])
        for (arm, runs) in zip(arms, columns) {
            let series = runs.compactMap { run in
                run.columns.first { $0.name == metric }.map {
                    LearningCurve.Run(seed: run.seed, steps: $0.steps, values: $0.values)
                }
            }
            guard series.count == runs.count else {
                notes.append(
                    "no curve of \(arm.name): \(runs.count - series.count) of its \(runs.count) runs have no \(metric)")
                continue
            }
            let curve = LearningCurve(name: arm.name, runs: series)
            if !curve.partial.isEmpty {
                notes.append(
                    "the mean of \(arm.name) leaves out \(curve.partial.count) steps at which not all seeds have a \(metric)"
                )
            }
            curves.append(curve)
        }
        return (curves, metric, notes)
    }

    /// Which evaluations are compared: those asked for, else the last one that all runs have.
    private static func evaluations(
        _ request: Request, _ runs: [RunReader], sweep: String
    ) throws -> (names: [String], choice: String) {
        guard request.evaluations.isEmpty else { return (request.evaluations, "as asked for") }
        let names = try runs.map { try EvaluationRecord.names(in: $0) }
        let shared = (names.first ?? []).filter { name in names.allSatisfy { $0.contains(name) } }
        guard let last = shared.last else {
            let without = zip(runs, names).filter { $1.isEmpty }.map { $0.0.info.id }
            let reason =
                without.isEmpty
                ? "their names differ: \(SweepArm.quoted(Set(names.joined()).sorted()))"
                : "\(SweepArm.list(without, separator: ", ")) recorded none"
            throw SweepError(
                "the runs of \(sweep) have no evaluation in common: \(reason). Scripts call environment.evaluate with the same name in each arm"
            )
        }
        guard shared.count > 1 else { return ([last], "the only one that all runs have") }
        return (
            [last],
            "the last of \(shared.count) that all runs have: \(SweepArm.quoted(shared)); --evaluation names another"
        )
    }

    private static func name(_ arm: String, _ evaluation: String, of evaluations: [String]) -> String {
        evaluations.count > 1 ? "\(arm), \(evaluation)" : arm
    }
}

extension SweepFolder {
    /// The run of a trial; nil for one that has none.
    fileprivate func reader(of trial: TrialStanding) throws -> RunReader? {
        try trial.run.map { try RunReader(folder: "\(runs)/\($0)") }
    }
}
