package import JSON

/// How many conversations were solved by each turn, and how many passed the public tests without being right.
package struct SolvedByTurn: Sendable, Hashable {
    /// What was reached with the first `turn` programs of each conversation.
    package struct Row: Sendable, Hashable {
        package var turn: Int
        /// The share of conversations that passed all tests.
        package var solved: Measured?
        /// The share that passed the public tests.
        package var passedPublic: Measured?
        /// Of those that passed the public tests, the share that failed a private one: what a policy gains by guessing at tests.
        package var wrong: Measured?
    }
    package let rows: [Row]

    init(_ problems: [EvaluatedProblem], turns: Int, _ draws: ClusterDraws) {
        typealias Sums = ClusterDraws.Sums
        var (solved, passed) = ([Sums](repeating: [:], count: turns), [Sums](repeating: [:], count: turns))
        var wrong = solved
        for (problem, cluster) in zip(problems, draws.clusters) {
            for conversation in problem.conversations {
                for turn in 1...turns {
                    let (isSolved, isPassed) = (
                        conversation.isSolved(within: turn), conversation.passesPublic(within: turn)
                    )
                    solved[turn - 1].add(isSolved ? 1 : 0, to: cluster)
                    passed[turn - 1].add(isPassed ? 1 : 0, to: cluster)
                    if isPassed { wrong[turn - 1].add(isSolved ? 0 : 1, to: cluster) }
                }
            }
        }
        rows = (0..<turns).map { index in
            Row(
                turn: index + 1, solved: draws.share(solved[index]), passedPublic: draws.share(passed[index]),
                wrong: draws.share(wrong[index]))
        }
    }

    /// For programs and tables.
    package var objects: [JSONObject] {
        rows.map { row in
            var object: JSONObject = ["turn": .int(row.turn), "conversations": .int(row.solved?.count ?? 0)]
            object.add("solved", row.solved)
            object.add("passed public", row.passedPublic)
            object.add("wrong of these", row.wrong)
            return object
        }
    }
}
