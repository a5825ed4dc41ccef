internal import Environments
internal import JSON
internal import Rollouts
internal import RunStore
internal import Statistics

/// What the name of a column with intervals ends with.
private let interval = " 95%"

/// The rows of tables that give solve rates, beside the evaluations that they must come from.
struct RecordedRates {
    private let rows: [(table: String, number: Int, row: JSONObject)]
    private var evaluations: [Counted] = []

    /// An evaluation as its episodes give it.
    private struct Counted {
        let name: String
        var turns = 1
        var seed: UInt64 = 0
        /// By sample, then by problem.
        var conversations: [[EpisodeTally]] = [], independent: [[EpisodeTally]] = []
        /// As the row of a table.
        var numbers: JSONObject {
            guard !conversations.isEmpty else { return [:] }
            let report = EvaluationReport(
                turns: turns, conversations: conversations, independent: independent, seed: seed)
            var numbers: JSONObject = ["n": .int(report.problemCount), "episodes": .int(report.episodeCount)]
            for column in report.columns {
                numbers[column.name] = .number(column.estimate.value)
                numbers[column.name + interval] = [.number(column.estimate.lower), .number(column.estimate.upper)]
            }
            return numbers
        }
    }

    init(_ run: RunReader) throws {
        rows = try run.tableNames().flatMap { name in
            try run.table(name).objects.enumerated().map { (name, $0 + 1, $1) }
        }.filter { row in row.2.members.count { $0.key.hasSuffix(interval) } > 0 }
    }

    /// Counts the episodes of a part of an evaluation again.
    mutating func add(_ origin: EpisodeOrigin, _ episodes: [Episode], _ settings: RecordedEnvironment?) {
        guard let name = origin.evaluation, let settings, settings.problemCount <= episodes.count,
            episodes.count == settings.samples * settings.problemCount
        else { return }
        let count = settings.problemCount
        let tallies = (0..<settings.samples).map { episodes[$0 * count..<($0 + 1) * count].map { EpisodeTally($0) } }
        if settings.part == .conversations {
            evaluations.append(
                Counted(name: name, turns: settings.config.turns, seed: settings.seed, conversations: tallies))
        } else if settings.part == .independent, let last = evaluations.lastIndex(where: { $0.name == name }) {
            evaluations[last].independent = tallies
        }
    }

    /// Each row must agree with one of the evaluations in all that both have.
    func check(in report: inout ReplayReport) {
        guard !evaluations.isEmpty else { return }
        let evaluations = evaluations.map { (name: $0.name, numbers: $0.numbers) }
        for (table, number, row) in rows {
            let candidates = evaluations.map { (name: $0.name, wrong: Self.disagreements(row, $0.numbers)) }
                .filter { $0.wrong.shared > 0 }
            guard let best = candidates.min(by: { $0.wrong.names.count < $1.wrong.names.count }) else { continue }
            report.rows += 1
            guard let name = best.wrong.names.first else { continue }
            let rebuilt = evaluations.first { $0.name == best.name }?.numbers[name]
            report.add(
                .init(
                    place: "table \"\(table)\", row \(number)", what: name, recorded: row[name]?.text ?? "nothing",
                    rebuilt: "\(rebuilt?.text ?? "nothing") by evaluation \"\(best.name)\""))
        }
    }

    /// The names that both have with other numbers, and how many both have with an interval.
    private static func disagreements(_ row: JSONObject, _ numbers: JSONObject) -> (names: [String], shared: Int) {
        var names: [String] = [], shared = 0
        for member in row.members {
            guard let number = numbers[member.key] else { continue }
            if member.key.hasSuffix(interval) { shared += 1 }
            if member.value.text != number.text { names.append(member.key) }
        }
        return (names, shared)
    }
}
