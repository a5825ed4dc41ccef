internal import Environments
internal import JSON
internal import Rollouts
internal import Statistics

/// What calls give that follows from their episodes alone.
enum RecordedNumbers {
    /// Of an update of PPO.
    static func update(_ episodes: [Episode]) -> JSONObject {
        let summary = EpisodeSummary(episodes)
        return [
            "reward": .number(summary.reward), "solve_rate": .number(summary.solveRate),
            "solve_rate_first_turn": .number(summary.firstTurnSolveRate), "turns": .number(summary.turns),
            "invalid_rate": .number(summary.invalidRate), "sampled_tokens": .number(Double(summary.sampledTokens)),
            "tokens": .number(Double(summary.tokens)),
        ]
    }

    /// What an evaluation's call says, and what it came to.
    struct Evaluation {
        /// By sample, then by problem.
        var conversations: [[EpisodeTally]] = [], independent: [[EpisodeTally]] = []
        /// The problems of a sample.
        var problems: [(name: String, cluster: String)] = []
    }

    /// Of an evaluation; nil when some of its episodes are missing.
    ///
    /// - Parameters:
    ///   - forms: the rates that were asked for beside the usual ones.
    ///   - grouped: whether intervals draw clusters of problems.
    static func evaluation(_ counts: Evaluation, turns: Int, seed: UInt64, forms: [RateForm], grouped: Bool)
        -> JSONObject?
    {
        guard let count = counts.conversations.first?.count, count > 0, (1...100).contains(turns),
            (counts.conversations + counts.independent).allSatisfy({ $0.count == count })
        else { return nil }
        let report = EvaluationReport(
            turns: turns, conversations: counts.conversations, independent: counts.independent, seed: seed,
            clusters: grouped && counts.problems.count == count ? counts.problems.map(\.cluster) : nil)
        let columns = report.columns(reporting: forms, of: counts.problems)
        var numbers: JSONObject = ["n": .int(report.problemCount), "episodes": .int(report.episodeCount)]
        for column in columns { numbers[column.name] = .number(column.estimate.value) }
        for column in columns {
            numbers[column.name + " 95%"] = [.number(column.estimate.lower), .number(column.estimate.upper)]
        }
        return numbers
    }

    /// Whether two values are the same to the bit; a whole number may be written as either kind.
    static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        if let a = left.double, let b = right.double { return a.bitPattern == b.bitPattern }
        return left.text == right.text
    }
}
