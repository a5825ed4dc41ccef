internal import JSON
internal import Rollouts
internal import RunStore

/// The recorded metrics that a replay can check: those of a trainer's updates that follow from the episodes alone.
struct RecordedMetrics {
    /// A line with these is what a trainer reported, whatever else the script added to it.
    private static let signs = ["kl", "policy_loss", "advantage_deviation", "clip_fraction"]

    /// The lines of each step, in their order.
    private var lines: [Int: [JSONObject]] = [:]

    init(_ run: RunReader) throws {
        try run.forEachMetricLine { line, _ in
            guard Self.signs.allSatisfy({ line[$0] != nil }), let step = line["step"]?.int else { return }
            lines[step, default: []].append(line)
        }
    }

    /// Compares what the episodes of an update say with what was logged of it.
    mutating func check(update: Int, _ episodes: [Episode], in report: inout ReplayReport) {
        guard lines[update]?.isEmpty == false else {
            return report.leaveOut("updates of which the script logged no metrics under their own number")
        }
        let line = lines[update]!.removeFirst(), summary = EpisodeSummary(episodes)
        report.steps += 1
        let numbers: [(String, Double)] = [
            ("reward", summary.reward), ("solve_rate", summary.solveRate),
            ("solve_rate_first_turn", summary.firstTurnSolveRate), ("turns", summary.turns),
            ("invalid_rate", summary.invalidRate), ("sampled_tokens", Double(summary.sampledTokens)),
            ("tokens", Double(summary.tokens)),
        ]
        for (name, rebuilt) in numbers {
            guard let recorded = line[name] else { continue }
            if recorded.double?.bitPattern != rebuilt.bitPattern {
                report.add(
                    .init(
                        place: "step \(update) of the metrics", what: name, recorded: recorded.text,
                        rebuilt: "\(rebuilt)"))
            }
        }
    }
}
