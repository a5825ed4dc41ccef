internal import JSON
package import RunStore
package import Statistics

/// An evaluation of a run, as its episodes tell it.
package struct EvaluationRecord: Sendable {
    /// The run's name and seed.
    package let run: String
    package let seed: UInt64
    /// What the record calls the evaluation.
    package let name: String
    /// The most programs that a conversation could have.
    package let turns: Int
    /// In the order in which they were posed.
    package let problems: [EvaluatedProblem]
    /// Why it is not whole; nil where it is.
    package let gap: String?

    /// The names of a run's evaluations, in the order in which they began.
    package static func names(in run: RunReader) throws -> [String] { names(of: try run.episodes()) }

    private static func names(of file: EpisodeFile) -> [String] {
        var (names, known): ([String], Set<String>) = ([], [])
        for name in file.origins.compactMap(\.origin.evaluation) where known.insert(name).inserted {
            names.append(name)
        }
        return names
    }

    /// Reads an evaluation of `run`.
    ///
    /// - Parameters:
    ///   - name: what the record calls it; nil for the run's only one.
    ///   - comparesPrograms: whether consecutive programs of a conversation are compared.
    /// - Throws: `AnalysisError` where there is no such evaluation, or several to choose from, and what reading the episodes throws.
    package init(_ name: String? = nil, of run: RunReader, comparesPrograms: Bool = false) throws {
        let file = try run.episodes(), names = Self.names(of: file)
        let name = try name ?? Self.only(of: names, in: run.info.id)
        guard names.contains(name) else {
            throw AnalysisError(
                "\(run.info.id) has no evaluation \"\(name)\"; \(names.isEmpty ? "it has none" : "it has \(Self.quoted(names))")"
            )
        }
        var reader = ConversationReader(
            place: "evaluation \"\(name)\" of \(run.info.id)", comparesPrograms: comparesPrograms)
        try file.forEach(of: .evaluation(name)) { try reader.take($0, of: run.info) }
        try file.forEach(of: .samples(name, .independent)) { try reader.take($0, of: run.info) }
        (self.run, seed, self.name) = (run.info.id, run.info.seed, name)
        (problems, turns) = (reader.problems, reader.turns)
        gap = try Self.gap(in: reader.problems, name, run)
    }

    private static func only(of names: [String], in run: String) throws -> String {
        guard let first = names.first else {
            throw AnalysisError(
                "\(run) has no evaluation: its script calls environment.evaluate for one, see \"assay api environment.evaluate\""
            )
        }
        guard names.count == 1 else {
            throw AnalysisError("\(run) has \(names.count) evaluations, \(quoted(names)): name one")
        }
        return first
    }

    /// At most ten names.
    private static func quoted(_ names: [String]) -> String {
        let shown = names.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }

    /// What is missing: the call that evaluates ends with the number of conversations; records from before calls were kept only show whether
    /// each problem has as many.
    private static func gap(in problems: [EvaluatedProblem], _ name: String, _ run: RunReader) throws -> String? {
        let played = problems.reduce(0) { $0 + $1.conversations.count }
        guard let first = problems.first, played > 0 else { return "it has no conversation" }
        if run.hasCalls {
            let ended = try run.calls().last {
                $0.name == "environment.evaluate" && $0.arguments.last?.string == name && $0.error == nil
            }
            guard let ended else { return "it was stopped after \(played) conversations" }
            if let count = ended.result?["episodes"]?.int, count != played {
                return "the record has \(played) of its \(count) conversations"
            }
        }
        if let other = problems.first(where: { $0.conversations.count != first.conversations.count }) {
            return
                "\"\(first.name)\" has \(first.conversations.count) conversations and \"\(other.name)\" \(other.conversations.count)"
        }
        return nil
    }

    /// - Throws: `AnalysisError` for an evaluation that is not whole, on which no claim can stand.
    package func requireWhole() throws {
        guard let gap else { return }
        throw AnalysisError(
            "evaluation \"\(name)\" of \(run) is not whole: \(gap); let \"assay resume \(run)\" finish it, or run it again"
        )
    }

    /// How many of each problem's conversations were solved.
    ///
    /// - Parameter turns: by their first programs alone; nil counts all.
    /// - Throws: `AnalysisError` for an evaluation that is not whole.
    package func outcomes(within turns: Int? = nil) throws -> SeedOutcomes {
        try requireWhole()
        return SeedOutcomes(seed: seed, problems: problems.map { $0.outcome(within: turns ?? self.turns) })
    }
}
