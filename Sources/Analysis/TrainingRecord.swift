package import RunStore

/// The conversations of some updates of a trainer.
package struct TrainingRecord: Sendable {
    /// The updates, counted from 1.
    package let updates: ClosedRange<Int>
    /// The most programs that a conversation could have.
    package let turns: Int
    package let problems: [EvaluatedProblem]

    /// Reads the episodes of `updates`.
    ///
    /// - Parameter trainer: its name, where the run has several.
    /// - Throws: `AnalysisError` where there are none, and what reading the episodes throws.
    package init(_ updates: ClosedRange<Int>, trainer: String? = nil, of run: RunReader) throws {
        let words =
            updates.count == 1
            ? "update \(updates.lowerBound)" : "updates \(updates.lowerBound) to \(updates.upperBound)"
        let place = "\(words)\(trainer.map { " of \"\($0)\"" } ?? "") of \(run.info.id)"
        let file = try run.episodes()
        func isWanted(_ origin: EpisodeOrigin) -> Bool {
            if case .update(let number, trainer) = origin { updates.contains(number) } else { false }
        }
        guard file.batches.contains(where: { isWanted($0.origin) }) else {
            let known = Set(
                file.batches.compactMap { batch -> String?? in
                    if case .update(_, let trainer) = batch.origin { trainer } else { nil }
                })
            throw AnalysisError("there are no episodes of \(place)\(Self.hint(known))")
        }
        var reader = ConversationReader(place: place, comparesPrograms: false)
        try file.forEach(where: isWanted) { try reader.take($0, of: run.info) }
        (self.updates, problems, turns) = (updates, reader.problems, reader.turns)
    }

    private static func hint(_ trainers: Set<String?>) -> String {
        let names = trainers.compactMap { $0 }.sorted()
        if trainers.isEmpty { return "; it has none of training" }
        return names.isEmpty ? "" : "; its trainers are \(names.prefix(10).map { "\"\($0)\"" }.joined(separator: ", "))"
    }
}
