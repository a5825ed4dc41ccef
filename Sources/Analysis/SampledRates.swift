package import Statistics

extension EvaluationRecord {
    /// A rate at a budget of programs, with its interval over clusters of problems; see `RateForm` for what it counts.
    ///
    /// - Throws: `AnalysisError` where fewer samples were drawn than it takes, and for an evaluation that is not whole.
    package func rate(_ form: RateForm) throws -> Measured {
        try requireWhole()
        let (drawn, turns) = form.draw(turns: turns)
        let sampled = problems.map { problem -> SampledProblem in
            let samples = form.isIndependent ? problem.independent : problem.conversations
            return SampledProblem(
                problem: problem.name, cluster: problem.cluster,
                counts: NAtK(
                    samples: samples.count, passing: samples.count { $0.passesPublic(within: turns) },
                    right: samples.count { $0.isSolved(within: turns) }))
        }
        let least = sampled.map(\.counts.samples).min() ?? 0
        guard drawn <= least else { throw AnalysisError(shortage(form, drawn, of: least)) }
        let found = ClusterBootstrap(sampled).mean { $0.probability(form, drawn: drawn) }
        let isDrawn = Set(problems.map(\.cluster)).count > 1
        return Measured(
            value: found.value, interval: isDrawn ? [found.lower, found.upper] : nil, count: problems.count)
    }

    private func shortage(_ form: RateForm, _ drawn: Int, of least: Int) -> String {
        let kind = form.isIndependent ? "single-turn samples" : "conversations of up to \(turns) turns"
        let option = form.isIndependent ? "independent" : "samples"
        return
            "\(form.text) takes \(drawn) \(kind) a problem, and evaluation \"\(name)\" of \(run) has \(least); evaluate with \(option) = \(drawn)"
    }

    /// The rates that are worth a look where nobody asked for others: one and ten programs handed in, and pass@k, at growing budgets.
    package var usualForms: [RateForm] {
        func forms(_ samples: Int, _ turns: Int, _ isIndependent: Bool) -> [RateForm] {
            let budgets = Set([1, 3, 10, 33, 100, 200, samples].filter { $0 > 0 && $0 <= samples }).sorted()
            return budgets.flatMap { budget -> [RateForm] in
                let programs = budget * turns
                let submissions: [Int?] = budget == 1 ? [1] : programs > 10 ? [1, 10, nil] : [1, nil]
                return submissions.map { RateForm(submissions: $0, programs: programs, isIndependent: isIndependent) }
            }
        }
        let samples = problems.map(\.conversations.count).min() ?? 0
        let independent = problems.map(\.independent.count).min() ?? 0
        return (samples > 1 ? forms(samples, turns, false) : []) + forms(independent, 1, true)
    }
}
