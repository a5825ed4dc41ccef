package import Statistics

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
