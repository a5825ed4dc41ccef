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
    /// By problem: the conversations as samples of n@k.
    package var tallies: [NAtK]
    private let bootstrap: Bootstrap

    /// Counts episodes, given by sample and then by problem.
    ///
    /// - Parameters:
    ///   - turns: the most that conversations could have.
    ///   - independent: the single-turn samples.
    ///   - seed: of the bootstrap.
    package init(
        turns: Int, conversations: [[EpisodeTally]], independent: [[EpisodeTally]], seed: UInt64,
        resamples: Int = Evaluation.usualResamples
    ) {
        let count = conversations[0].count
        let bootstrap = Bootstrap(count: count, resamples: resamples, seed: seed)
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
        tallies = byProblem.map { NAtK($0) }
        let singles = independent.first?.indices.map { problem in NAtK(independent.map { $0[problem] }) } ?? []
        solvedIndependently = independent.indices.map { index in
            known(
                bootstrap.share(singles.map { .init($0.solveProbability(submissions: 1, drawn: index + 1)) }))
        }
        self.bootstrap = bootstrap
    }

    /// n@k with conversations as samples: `submissions` (n) chosen from `drawn` conversations, each worth as many
    /// programs as it may have turns. 10@100 of three turns is 10 of 33.
    ///
    /// - Throws: `InvalidOption` when fewer conversations were played.
    package func solveRate(submissions: Int, drawn: Int) throws -> Estimate {
        let played = tallies.first?.samples ?? 0
        guard drawn >= 1, drawn <= played else {
            throw InvalidOption(
                name: "drawn", value: "\(drawn)", allowed: "from 1 to the \(played) conversations per problem")
        }
        let terms = tallies.map {
            Bootstrap.Term($0.solveProbability(submissions: submissions, drawn: drawn))
        }
        return bootstrap.share(terms) ?? Estimate(value: 0, lower: 0, upper: 1)
    }
}

private func sum(_ tallies: [EpisodeTally], _ number: (EpisodeTally) -> Int) -> Double {
    Double(tallies.reduce(0) { $0 + number($1) })
}

extension NAtK {
    fileprivate init(_ tallies: [EpisodeTally]) {
        self.init(
            samples: tallies.count, passing: tallies.count(where: \.passedPublic),
            right: tallies.count(where: \.solved))
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
}
