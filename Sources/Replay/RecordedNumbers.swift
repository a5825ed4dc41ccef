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

    /// Of an evaluation, whose conversations and single-turn samples are given by sample and then by problem; nil when some are missing.
    static func evaluation(
        _ conversations: [[EpisodeTally]], independent: [[EpisodeTally]], turns: Int, seed: UInt64
    ) -> JSONObject? {
        guard let count = conversations.first?.count, count > 0, (1...100).contains(turns),
            (conversations + independent).allSatisfy({ $0.count == count })
        else { return nil }
        return row(
            EvaluationReport(turns: turns, conversations: conversations, independent: independent, seed: seed))
    }

    /// A report as a script gets it.
    static func row(_ report: EvaluationReport) -> JSONObject {
        var numbers: JSONObject = ["n": .int(report.problemCount), "episodes": .int(report.episodeCount)]
        for column in report.columns { numbers[column.name] = .number(column.estimate.value) }
        for column in report.columns {
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
