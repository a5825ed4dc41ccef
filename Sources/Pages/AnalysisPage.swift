import Analysis
import JSON
import Rendering
package import RunStore
package import Statistics

/// What is asked of a run's conversations.
package struct AnalysisRequest: Sendable {
    /// The evaluations, by the names that the record gives them.
    package var evaluations: [String] = []
    /// Rates to report; empty for the usual ones.
    package var forms: [RateForm] = []
    /// Ranges of training updates.
    package var updates: [ClosedRange<Int>] = []
    /// The trainer of these, where a run has several.
    package var trainer: String?

    package init() {}
}

extension Page {
    /// What a run's conversations say turn by turn: solve rates, errors, recovery, likeness of programs, n@k; each with its interval over
    /// clusters of problems.
    ///
    /// - Throws: `AnalysisError` for what the record does not have, and what reading the episodes throws.
    package init(analysing run: RunReader, _ request: AnalysisRequest) throws {
        var builder = AnalysisPage(run: run, request: request)
        for name in request.evaluations { try builder.add(evaluation: name) }
        for updates in request.updates { try builder.add(updates: updates) }
        if let missing = builder.missing { throw missing }
        self.init(builder.sections)
        notes = builder.notes
        let all: JSONValue = [
            "run": .string(run.info.id), "evaluations": .array(builder.evaluations), "updates": .array(builder.updates),
        ]
        sections.insert(Section(Self.whole, data: all), at: 0)
    }
}

/// Puts together the page about a run's conversations.
private struct AnalysisPage {
    /// With more turns than this their counts are left out, which would make the table too wide.
    private static let turnsWithCounts = 6

    let run: RunReader
    let request: AnalysisRequest
    private(set) var sections: [Page.Section] = []
    private(set) var evaluations: [JSONValue] = []
    private(set) var updates: [JSONValue] = []
    private(set) var notes: [String] = []
    /// Why a rate could not be given, by its form; and the forms that were.
    private var shortages: [RateForm: AnalysisError] = [:], given: Set<RateForm> = []

    init(run: RunReader, request: AnalysisRequest) { (self.run, self.request) = (run, request) }

    /// What was asked for and is in none of the evaluations.
    var missing: AnalysisError? {
        request.forms.first { !given.contains($0) }.flatMap { shortages[$0] }
    }

    mutating func add(evaluation name: String) throws {
        let record = try EvaluationRecord(name, of: run, comparesPrograms: true)
        let turns = try TurnAnalysis(record.problems, turns: record.turns)
        let rates = try rates(of: record)
        if let gap = record.gap { notes.append("evaluation \"\(name)\" is not whole: \(gap)") }
        head("evaluation \"\(name)\"", record.problems, turns: record.turns)
        add("solved by turn", turns.solvedByTurn.objects)
        errors(turns.errorsByTurn)
        recovery(turns.recovery)
        add("consecutive programs: chrF, and the share that are the same", turns.similarity.objects.map(marked))
        add("rates at a budget of programs", rates)
        var object: JSONObject = ["name": .string(name)]
        object.merge(facts(record.problems, turns: record.turns))
        object["whole"] = .bool(record.gap == nil)
        object["solved_by_turn"] = list(turns.solvedByTurn.objects)
        object["errors"] = list(turns.errorsByTurn.objects)
        object["recovery"] = list(turns.recovery.objects)
        object["similarity"] = list(turns.similarity.objects)
        object["rates"] = list(rates)
        evaluations.append(.object(object))
    }

    mutating func add(updates range: ClosedRange<Int>) throws {
        let record = try TrainingRecord(range, trainer: request.trainer, of: run)
        let turns = try TurnAnalysis(record.problems, turns: record.turns)
        let words =
            range.count == 1 ? "update \(range.lowerBound)" : "updates \(range.lowerBound) to \(range.upperBound)"
        head(words, record.problems, turns: record.turns)
        add("solved by turn", turns.solvedByTurn.objects)
        errors(turns.errorsByTurn)
        recovery(turns.recovery)
        var object: JSONObject = ["first": .int(range.lowerBound), "last": .int(range.upperBound)]
        object.merge(facts(record.problems, turns: record.turns))
        object["solved_by_turn"] = list(turns.solvedByTurn.objects)
        object["errors"] = list(turns.errorsByTurn.objects)
        object["recovery"] = list(turns.recovery.objects)
        updates.append(.object(object))
    }

    private mutating func rates(of record: EvaluationRecord) throws -> [JSONObject] {
        if record.gap != nil, request.forms.isEmpty { return [] }
        return try (request.forms.isEmpty ? record.usualForms : request.forms).compactMap { form in
            do {
                let rate = try record.rate(form)
                given.insert(form)
                var row: JSONObject = [
                    "rate": .string(form.text), "drawn": .int(form.draw(turns: record.turns).samples),
                ]
                row.add("value", rate)
                return row
            } catch let shortage as AnalysisError {
                shortages[form] = shortage
                notes.append("left out: \(shortage)")
                return nil
            }
        }
    }

    // MARK: What people see

    private func facts(_ problems: [EvaluatedProblem], turns: Int) -> JSONObject {
        [
            "problems": .int(problems.count), "clusters": .int(Set(problems.map(\.cluster)).count),
            "conversations": .int(problems.reduce(0) { $0 + $1.conversations.count }), "turns": .int(turns),
        ]
    }

    private mutating func head(_ title: String, _ problems: [EvaluatedProblem], turns: Int) {
        let facts = facts(problems, turns: turns)
        func count(_ key: String) -> String { NumberFormat.grouped(facts[key]?.int ?? 0) }
        let remark =
            "\(count("problems")) problems in \(count("clusters")) clusters, \(count("conversations")) conversations of up to \(turns) turn\(turns == 1 ? "" : "s")"
        sections.append(.init(heading: .rule(title, remark: ""), [.line(Text(remark, .aside))]))
    }

    private mutating func add(_ title: String, _ rows: [JSONObject]) {
        guard !rows.isEmpty else { return }
        sections.append(.init(heading: .line(Text(title, .heading)), [.table(Table(rows: rows))]))
    }

    /// A row of all turns together says so.
    private func marked(_ row: JSONObject) -> JSONObject {
        guard row["turn"] == nil else { return row }
        var marked: JSONObject = ["turn": "all"]
        marked.merge(row)
        return marked
    }

    private mutating func recovery(_ recovery: Recovery) {
        let rows = recovery.objects.map { row -> JSONObject in
            var object: JSONObject = ["after": row["after"] ?? .null, "turn": row["turn"] ?? "all"]
            object.merge(row)
            return object
        }
        add("after an error: the share solved by the next answer, and by any later one", rows)
    }

    /// Outcomes by turn, a column each.
    private mutating func errors(_ errors: ErrorsByTurn) {
        let reached = Set(errors.cells.map(\.turn)).sorted(), hasCounts = reached.count <= Self.turnsWithCounts
        guard !reached.isEmpty else { return }
        var table = Table([.init("outcome")] + reached.map { .init("turn \($0)", isNumeric: true) })
        let shown = zip(errors.cells, errors.cells.map { NumberFormat.fixed($0.share.value, places: 3) })
        for outcome in AnswerOutcome.all {
            let cells = shown.filter { $0.0.outcome == outcome }.map { cell, share in
                Table.Cell(hasCounts ? "\(share) (\(cell.count))" : share)
            }
            if !cells.isEmpty { table.add([.init(outcome.label)] + cells) }
        }
        let title = "outcomes by turn: the share of the turn's answers" + (hasCounts ? " (and their number)" : "")
        sections.append(.init(heading: .line(Text(title, .heading)), [.table(table)]))
    }

    private func list(_ rows: [JSONObject]) -> JSONValue { .array(rows.map { .object($0) }) }
}
