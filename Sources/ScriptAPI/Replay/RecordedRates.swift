internal import Environments
internal import JSON
internal import Rollouts
internal import RunStore
internal import Statistics

/// The rows of tables that give solve rates, beside the evaluations that they must come from.
struct RecordedRates {
    private static let interval = " 95%"

    private let rows: [(table: String, number: Int, row: JSONObject)]
    private var evaluations: [(name: String, numbers: JSONObject)] = []

    init(_ run: RunReader) throws {
        rows = try run.tableNames().flatMap { name in
            try run.table(name).objects.enumerated().map { (name, $0 + 1, $1) }
        }.filter { row in row.2.members.count { $0.key.hasSuffix(Self.interval) } > 0 }
    }

    /// Counts the episodes of an evaluation again.
    mutating func add(_ name: String, _ episodes: [Episode], _ settings: RecordedEnvironment?) {
        guard let settings, let samples = settings.samples, episodes.count == samples * settings.problemCount else {
            return
        }
        let count = settings.problemCount
        let report = EvaluationReport(
            recorded: (0..<samples).map { Array(episodes[$0 * count..<($0 + 1) * count]) },
            turns: settings.config.turns,
            seed: settings.seed)
        var numbers: JSONObject = ["n": .int(report.problemCount), "episodes": .int(report.episodeCount)]
        for column in report.columns {
            numbers[column.name] = .number(column.estimate.value)
            numbers[column.name + Self.interval] = [.number(column.estimate.lower), .number(column.estimate.upper)]
        }
        evaluations.append((name, numbers))
    }

    /// Each row must agree with one of the evaluations in all that both have.
    func check(in report: inout ReplayReport) {
        guard !evaluations.isEmpty else { return }
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
        if rows.contains(where: { $0.row.members.contains { $0.key.hasPrefix("independent ") } }) {
            report.leaveOut("rates of independent samples, whose programs are not recorded")
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
