package import Rollouts
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
    /// By sample, then by problem.
    package var episodes: [[Episode]]
    private let bootstrap: Bootstrap

    /// Counts episodes, given by sample and then by problem.
    init(turns: Int, episodes: [[Episode]], independent: [[Episode]], bootstrap: Bootstrap) {
        let byProblem = episodes[0].indices.map { problem in episodes.map { $0[problem] } }
        func share(_ term: ([Episode]) -> Bootstrap.Term) -> Estimate? { bootstrap.share(byProblem.map(term)) }
        func known(_ estimate: Estimate?) -> Estimate { estimate ?? Estimate(value: 0, lower: 0, upper: 1) }
        problemCount = byProblem.count
        episodeCount = episodes.joined().count { _ in true }
        solvedByTurn = (1...turns).map { turn in
            known(share { .init(count($0) { $0.solved && $0.turns.count <= turn }, of: Double($0.count)) })
        }
        invalid = known(
            share { .init(count($0.flatMap(\.turns), \.isInvalid), of: Double($0.flatMap(\.turns).count)) })
        invalidFirstTurn = known(share { .init(count($0) { $0.turns[0].isInvalid }, of: Double($0.count)) })
        repeats = share { episodes in
            let pairs = episodes.flatMap { zip($0.turns, $0.turns.dropFirst()) }
            return .init(count(pairs) { $0.isRepeated(by: $1) }, of: Double(pairs.count))
        }
        meanTurns = known(
            bootstrap.mean(byProblem.map { .init(Double($0.flatMap(\.turns).count), of: Double($0.count)) }))
        tallies = byProblem.map { NAtK($0) }
        let singles = independent.first?.indices.map { problem in NAtK(independent.map { $0[problem] }) } ?? []
        solvedIndependently = independent.indices.map { index in
            known(
                bootstrap.share(singles.map { .init($0.solveProbability(submissions: 1, drawn: index + 1)) }))
        }
        self.episodes = episodes
        self.bootstrap = bootstrap
    }

    /// n@k with conversations as samples: `submissions` (n) chosen from `drawn` conversations, each worth as many
    /// programs as it may have turns. 10@100 of three turns is 10 of 33.
    ///
    /// - Throws: `InvalidOption` when fewer conversations were played.
    package func solveRate(submissions: Int, drawn: Int) throws -> Estimate {
        guard let first = tallies.first, (1...first.samples).contains(drawn) else {
            throw InvalidOption(
                name: "drawn", value: "\(drawn)", allowed: "from 1 to the \(episodes.count) conversations per problem")
        }
        let terms = tallies.map {
            Bootstrap.Term($0.solveProbability(submissions: submissions, drawn: drawn))
        }
        return bootstrap.share(terms) ?? Estimate(value: 0, lower: 0, upper: 1)
    }
}

private func count<Element>(_ elements: [Element], _ isCounted: (Element) -> Bool) -> Double {
    Double(elements.count(where: isCounted))
}

extension NAtK {
    fileprivate init(_ episodes: [Episode]) {
        self.init(
            samples: episodes.count, passing: episodes.count(where: \.passedPublic),
            right: episodes.count(where: \.solved))
    }
}

extension Turn {
    fileprivate func isRepeated(by later: Turn) -> Bool {
        program != nil ? program == later.program : answer == later.answer
    }
}
