package import JSON

/// How alike consecutive programs of a conversation are: chrF of each with the one before, and how many repeat it.
package struct Similarity: Sendable, Hashable {
    /// The programs of one turn beside those of the turn before.
    package struct Row: Sendable, Hashable {
        /// The later turn; nil for all turns together.
        package var turn: Int?
        /// The mean of `ChrF` over pairs of programs, in 0...1; answers without a program are in no pair.
        package var chrF: Measured
        /// The share of these pairs whose programs are the same to the byte.
        package var same: Measured
    }
    /// All turns together first.
    package let rows: [Row]

    init(_ problems: [EvaluatedProblem], turns: Int, _ draws: ClusterDraws) {
        var (alike, same): ([Int?: ClusterDraws.Sums], [Int?: ClusterDraws.Sums]) = ([:], [:])
        for (problem, cluster) in zip(problems, draws.clusters) {
            for conversation in problem.conversations {
                for (index, turn) in conversation.turns.enumerated() {
                    guard let likeness = turn.likeness else { continue }
                    for place in [nil, index + 1] {
                        alike[place, default: [:]].add(likeness.chrF, to: cluster)
                        same[place, default: [:]].add(likeness.isSame ? 1 : 0, to: cluster)
                    }
                }
            }
        }
        rows = ([nil] + (1...turns).map { $0 }).compactMap { (turn: Int?) -> Row? in
            guard let chrF = alike[turn].flatMap({ draws.share($0) }),
                let same = same[turn].flatMap({ draws.share($0) })
            else { return nil }
            return Row(turn: turn, chrF: chrF, same: same)
        }
    }

    /// For programs and tables; without `turn` for all turns together.
    package var objects: [JSONObject] {
        rows.map { row in
            var object: JSONObject = [:]
            if let turn = row.turn { object["turn"] = .int(turn) }
            object["pairs"] = .int(row.chrF.count)
            object.add("chrf", row.chrF)
            object.add("same", row.same)
            return object
        }
    }
}
