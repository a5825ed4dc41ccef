/// What conversations say of their turns. All numbers use the same draws of clusters.
package struct TurnAnalysis: Sendable {
    private let problems: [EvaluatedProblem]
    private let turns: Int
    private let draws: ClusterDraws

    /// - Parameter turns: the most that a conversation could have.
    /// - Throws: `AnalysisError` for more clusters than intervals are drawn from.
    package init(_ problems: [EvaluatedProblem], turns: Int) throws {
        (self.problems, self.turns, draws) = (problems, turns, try ClusterDraws(problems))
    }

    /// How many conversations were solved by each turn.
    package var solvedByTurn: SolvedByTurn { SolvedByTurn(problems, turns: turns, draws) }
    /// Verdict by turn.
    package var errorsByTurn: ErrorsByTurn { ErrorsByTurn(problems, turns: turns, draws) }
    /// What came after an error.
    package var recovery: Recovery { Recovery(problems, turns: turns, draws) }
    /// How alike consecutive programs are, where they were compared.
    package var similarity: Similarity { Similarity(problems, turns: turns, draws) }
}
