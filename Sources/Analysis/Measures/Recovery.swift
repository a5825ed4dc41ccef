package import JSON

/// What came of conversations after an error: how many were solved at the next turn, or later at all.
package struct Recovery: Sendable, Hashable {
    /// The answers with one kind of error, at one turn or at any.
    package struct Row: Sendable, Hashable {
        package var error: AnswerOutcome
        /// Nil for all turns together.
        package var turn: Int?
        /// The share whose next answer solved the problem.
        package var next: Measured
        /// The share whose conversation was solved by any later answer.
        package var later: Measured
    }
    /// By kind of error, all turns together first. The last turn's errors, which no answer can follow, count nowhere; a conversation that
    /// ended early for want of room counts as not solved.
    package let rows: [Row]

    private struct Place: Hashable {
        var error: AnswerOutcome
        var turn: Int?
    }

    init(_ problems: [EvaluatedProblem], turns: Int, _ draws: ClusterDraws) {
        var (next, later): ([Place: ClusterDraws.Sums], [Place: ClusterDraws.Sums]) = ([:], [:])
        for (problem, cluster) in zip(problems, draws.clusters) {
            for conversation in problem.conversations {
                for turn in conversation.turns.indices where turn + 1 < turns {
                    let error = conversation.outcome(ofTurn: turn)
                    guard error.isError else { continue }
                    let isNext = conversation.solved && conversation.turns.count == turn + 2
                    let isLater = conversation.solved && conversation.turns.count > turn + 1
                    for place in [Place(error: error), Place(error: error, turn: turn + 1)] {
                        next[place, default: [:]].add(isNext ? 1 : 0, to: cluster)
                        later[place, default: [:]].add(isLater ? 1 : 0, to: cluster)
                    }
                }
            }
        }
        rows = AnswerOutcome.all.flatMap { error in
            ([nil] + (1...turns).map { $0 }).compactMap { (turn: Int?) -> Row? in
                let place = Place(error: error, turn: turn)
                guard let next = next[place].flatMap({ draws.share($0) }),
                    let later = later[place].flatMap({ draws.share($0) })
                else { return nil }
                return Row(error: error, turn: turn, next: next, later: later)
            }
        }
    }

    /// For programs and tables; without `turn` for all turns together.
    package var objects: [JSONObject] {
        rows.map { row in
            var object: JSONObject = ["after": .string(row.error.label)]
            if let turn = row.turn { object["turn"] = .int(turn) }
            object["answers"] = .int(row.next.count)
            object.add("solved next", row.next)
            object.add("solved later", row.later)
            return object
        }
    }
}
