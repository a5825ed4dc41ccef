package import JSON

/// What became of the answers of each turn: verdict by turn.
package struct ErrorsByTurn: Sendable, Hashable {
    /// One outcome at one turn.
    package struct Cell: Sendable, Hashable {
        package var turn: Int
        package var outcome: AnswerOutcome
        /// Answers of this turn with this outcome.
        package var count: Int
        /// Of all answers of this turn; conversations that had ended before have none.
        package var share: Measured
    }
    /// By turn, then by outcome in the order of `AnswerOutcome.all`; outcomes that no answer had are left out at all turns.
    package let cells: [Cell]

    init(_ problems: [EvaluatedProblem], turns: Int, _ draws: ClusterDraws) {
        var counts: [[AnswerOutcome: [Int: Double]]] = Array(repeating: [:], count: turns)
        var answers: [[Int: Double]] = Array(repeating: [:], count: turns)
        for (problem, cluster) in zip(problems, draws.clusters) {
            for conversation in problem.conversations {
                for turn in conversation.turns.indices {
                    counts[turn][conversation.outcome(ofTurn: turn), default: [:]][cluster, default: 0] += 1
                    answers[turn][cluster, default: 0] += 1
                }
            }
        }
        let seen = AnswerOutcome.all.filter { outcome in counts.contains { $0[outcome] != nil } }
        cells = (0..<turns).flatMap { turn in
            seen.compactMap { outcome in
                var sums: ClusterDraws.Sums = [:]
                let found = counts[turn][outcome] ?? [:]
                for (cluster, count) in answers[turn] { sums.add(found[cluster] ?? 0, of: count, to: cluster) }
                return draws.share(sums).map { share in
                    Cell(turn: turn + 1, outcome: outcome, count: Int(found.values.reduce(0, +)), share: share)
                }
            }
        }
    }

    /// For programs and tables.
    package var objects: [JSONObject] {
        cells.map { cell in
            var object: JSONObject = [
                "turn": .int(cell.turn), "outcome": .string(cell.outcome.label), "count": .int(cell.count),
                "answers": .int(cell.share.count),
            ]
            object.add("share", cell.share)
            return object
        }
    }
}
