package import Statistics

/// What an evaluation found. All shares are over problems of equal weight, in 0...1, with 95% intervals.
package struct EvaluationReport: Sendable {
    /// How many problems, and how many conversations about them.
    package var problemCount: Int
    package var episodeCount: Int
    /// By turn, from the first: the share of conversations solved by then (1@1, 1@2, ...).
    package var solvedByTurn: [Estimate]
    /// The share of all turns without valid code, and of first turns.
    package var invalid: Estimate
    package var invalidFirstTurn: Estimate
    /// The share of later turns that repeat the program before; nil when no conversation has a second turn.
    package var repeats: Estimate?
    package var meanTurns: Estimate
    /// By number of independent single-turn samples, from 1: the share solved when one that passes the public tests is
    /// submitted. Exact over all groups and orders of the samples that were drawn (`NAtK` with n = 1).
    package var solvedIndependently: [Estimate]
    /// The most turns that conversations could have.
    private let turns: Int
    /// By problem: the conversations, and the single-turn samples.
    private let conversations: [[EpisodeTally]], independent: [[EpisodeTally]]

    /// Counts episodes, given by sample and then by problem.
    ///
    /// - Parameters:
    ///   - turns: the most that conversations could have.
    ///   - independent: the single-turn samples.
    ///   - seed: of the bootstrap.
    ///   - clusters: of the problems, which intervals draw together; nil where each problem stands for itself.
    package init(
        turns: Int, conversations: [[EpisodeTally]], independent: [[EpisodeTally]], seed: UInt64,
        resamples: Int = Evaluation.usualResamples, clusters: [String]? = nil
    ) {
        let count = conversations[0].count
        let groups = clusters.map { Self.groups(of: $0) }
        let bootstrap = GroupedBootstrap(count: count, groups: groups, resamples: resamples, seed: seed)
        let byProblem = conversations[0].indices.map { problem in conversations.map { $0[problem] } }
        func share(_ term: ([EpisodeTally]) -> Bootstrap.Term) -> Estimate? { bootstrap.share(byProblem.map(term)) }
        func known(_ estimate: Estimate?) -> Estimate { estimate ?? Estimate(value: 0, lower: 0, upper: 1) }
        problemCount = byProblem.count
        episodeCount = conversations.count * count
        solvedByTurn = (1...turns).map { turn in
            known(share { .init(sum($0) { $0.solved && $0.turns <= turn ? 1 : 0 }, of: Double($0.count)) })
        }
        invalid = known(share { .init(sum($0, \.invalid), of: sum($0, \.turns)) })
        invalidFirstTurn = known(share { .init(sum($0) { $0.beginsInvalid ? 1 : 0 }, of: Double($0.count)) })
        repeats = share { .init(sum($0, \.repeats), of: sum($0) { max(0, $0.turns - 1) }) }
        meanTurns = known(bootstrap.mean(byProblem.map { .init(sum($0, \.turns), of: Double($0.count)) }))
        let singles = independent.first?.indices.map { problem in independent.map { $0[problem] } } ?? []
        let counts = singles.map { NAtK($0, within: 1) }
        solvedIndependently = independent.indices.map { index in
            known(
                bootstrap.share(counts.map { .init($0.solveProbability(submissions: 1, drawn: index + 1)) }))
        }
        (self.turns, self.conversations, self.independent) = (turns, byProblem, singles)
    }

    /// A rate at a budget of programs, with its interval over clusters of problems; see `RateForm` for what it counts.
    ///
    /// - Parameter problems: the names and clusters of the problems, in their order.
    /// - Returns: nil where fewer samples were drawn than it takes.
    package func rate(_ form: RateForm, of problems: [(name: String, cluster: String)]) -> Estimate? {
        let draw = form.draw(turns: turns), samples = form.isIndependent ? independent : conversations
        guard samples.count == problems.count, samples.allSatisfy({ $0.count >= draw.samples }) else { return nil }
        let sampled = zip(problems, samples).map { problem, tallies in
            SampledProblem(
                problem: problem.name, cluster: problem.cluster, counts: NAtK(tallies, within: draw.turns))
        }
        return ClusterBootstrap(sampled).mean { $0.probability(form, drawn: draw.samples) }
    }
}

extension EvaluationReport {
    /// The places of each cluster's problems, in the order in which clusters first appear.
    private static func groups(of clusters: [String]) -> [[Int]] {
        var numbers: [String: Int] = [:], groups: [[Int]] = []
        for (index, cluster) in clusters.enumerated() {
            if let number = numbers[cluster] {
                groups[number].append(index)
            } else {
                numbers[cluster] = groups.count
                groups.append([index])
            }
        }
        return groups
    }

    /// A bootstrap over problems, or over groups of them.
    private struct GroupedBootstrap {
        private let groups: [[Int]]?
        private let bootstrap: Bootstrap

        init(count: Int, groups: [[Int]]?, resamples: Int, seed: UInt64) {
            self.groups = groups
            bootstrap = Bootstrap(count: groups?.count ?? count, resamples: resamples, seed: seed)
        }

        func share(_ terms: [Bootstrap.Term]) -> Estimate? { bootstrap.share(grouped(terms)) }
        func mean(_ terms: [Bootstrap.Term]) -> Estimate? { bootstrap.mean(grouped(terms)) }

        private func grouped(_ terms: [Bootstrap.Term]) -> [Bootstrap.Term] {
            guard let groups else { return terms }
            return groups.map { places in
                places.dropFirst().reduce(terms[places[0]]) { sum, place in
                    Bootstrap.Term(
                        sum.numerator + terms[place].numerator, of: sum.denominator + terms[place].denominator)
                }
            }
        }
    }
}

private func sum(_ tallies: [EpisodeTally], _ number: (EpisodeTally) -> Int) -> Double {
    Double(tallies.reduce(0) { $0 + number($1) })
}

extension NAtK {
    /// Conversations as samples, each judged by its first `turns` programs.
    fileprivate init(_ tallies: [EpisodeTally], within turns: Int) {
        let reached = tallies.filter { $0.turns <= turns }
        self.init(
            samples: tallies.count, passing: reached.count(where: \.passedPublic),
            right: reached.count(where: \.solved))
    }
}

extension EvaluationReport {
    /// One number of a report with its name.
    package struct Column: Sendable, Hashable {
        package var name: String
        package var estimate: Estimate
    }

    /// The report's numbers in the order of a table row.
    package var columns: [Column] {
        // What was asked for first: the last of them, under a name that does not change with the budget.
        var columns = solvedByTurn.suffix(1).map { Column(name: "solved", estimate: $0) }
        columns += solvedByTurn.enumerated().map { Column(name: "1@\($0 + 1)", estimate: $1) }
        columns.append(Column(name: "invalid", estimate: invalid))
        columns.append(Column(name: "invalid first turn", estimate: invalidFirstTurn))
        if let repeats { columns.append(Column(name: "repeats", estimate: repeats)) }
        columns.append(Column(name: "turns", estimate: meanTurns))
        for (index, estimate) in solvedIndependently.enumerated() {
            columns.append(Column(name: "independent 1@\(index + 1)", estimate: estimate))
        }
        return columns
    }

    /// The report's numbers with rates that were asked for behind them; those that are there anyway, or that its samples do not allow, are
    /// left out.
    package func columns(
        reporting forms: [RateForm], of problems: [(name: String, cluster: String)]
    ) -> [Column] {
        forms.reduce(into: columns) { columns, form in
            guard !columns.contains(where: { $0.name == form.text }), let rate = rate(form, of: problems) else {
                return
            }
            columns.append(Column(name: form.text, estimate: rate))
        }
    }
}
