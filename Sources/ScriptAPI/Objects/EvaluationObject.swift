internal import Analysis
internal import JSON
internal import LuaHost
internal import RunStore
internal import Statistics

/// An evaluation that has ended, as scripts hold it: what its episodes in the record say.
final class EvaluationObject: LuaObject, Noted {
    /// What the record calls it.
    let name: String
    private unowned let host: Session
    private var read: EvaluationRecord?

    init(_ name: String, host: Session) { (self.name, self.host) = (name, host) }

    var noted: JSONValue { ["evaluation": .string(name)] }

    /// How many conversations about each problem were solved.
    func outcomes() throws -> SeedOutcomes { try said { try record().outcomes() } }

    /// The record of the run that is under way, in which all of its episodes are by now.
    private func record(comparesPrograms: Bool = false) throws -> EvaluationRecord {
        if !comparesPrograms, let read { return read }
        let found = try EvaluationRecord(
            name, of: RunReader(folder: try host.run().folder), comparesPrograms: comparesPrograms)
        // Programs are compared once; what that takes is not kept.
        if !comparesPrograms { read = found }
        return found
    }

    /// What is missing in the record is said at the script's own line.
    private func said<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as AnalysisError { throw LuaMismatch(error.description) }
    }

    /// Works something out of the episodes; a resumed run has it from its record.
    private func journaled(
        _ what: String, _ arguments: [JSONValue] = [], comparesPrograms: Bool = false,
        _ body: (EvaluationRecord) throws -> JSONValue
    ) throws -> LuaData {
        try host.journaled("Evaluation:" + what, [.string(name)] + arguments) {
            let value = try said { try body(try record(comparesPrograms: comparesPrograms)) }
            return LuaData(journal: value) ?? .none
        }
    }

    private func rows(
        _ what: String, comparesPrograms: Bool = false, _ rows: (TurnAnalysis) -> [JSONObject]
    ) throws -> LuaData {
        try journaled(what, comparesPrograms: comparesPrograms) { record in
            .array(rows(try TurnAnalysis(record.problems, turns: record.turns)).map { .object($0) })
        }
    }

    static let luaName = "Evaluation"
    static var luaClass: LuaClass<EvaluationObject> {
        LuaClass(
            luaName, "What an evaluation's conversations say; intervals are over clusters of problems.",
            [
                .property("name", "what the record calls it") { $0.name },
                .method(
                    "rate", "A rate at a budget of programs, as environment.evaluate's report has it.",
                    LuaParameter("form", "such as \"10@100\", \"pass@10\" or \"independent 1@30\"", as: RateForm.self),
                    returns: "the rate", record: .one(.sampledRate)
                ) { evaluation, form in
                    try evaluation.journaled("rate", [.string(form.text)]) { record in
                        var row: JSONObject = [
                            "rate": .string(form.text), "drawn": .int(form.draw(turns: record.turns).samples),
                        ]
                        row.add("value", try record.rate(form))
                        return .object(row)
                    }
                },
                .method(
                    "by_turn", "Shares solved by each turn, and what passed the public tests alone.",
                    returns: "a row a turn", record: .list(.turnRates)
                ) { try $0.rows("by_turn") { $0.solvedByTurn.objects } },
                .method(
                    "errors", "What became of the answers of each turn: verdict by turn.",
                    returns: "a row for each turn and outcome", record: .list(.turnOutcome)
                ) { try $0.rows("errors") { $0.errorsByTurn.objects } },
                .method(
                    "recovery",
                    "What came of conversations after each kind of error, at each turn that another could follow.",
                    returns: "a row for each kind of error, all turns together, then one for each turn",
                    record: .list(.recovery)
                ) { try $0.rows("recovery") { $0.recovery.objects } },
                .method(
                    "similarity",
                    "How alike consecutive programs of a conversation are: chrF (Popović 2015; character n-grams up to 6, beta 2), and how many are the same.",
                    returns: "a row of all turns together, then one for each", record: .list(.similarity)
                ) { try $0.rows("similarity", comparesPrograms: true) { $0.similarity.objects } },
            ])
    }
}

/// What a script gives for an evaluation: its handle, or the report that carries it.
struct GivenEvaluation: LuaDecodable {
    let evaluation: EvaluationObject

    static var luaType: String { "Evaluation|Rates" }
    static var luaExpectation: String { "an evaluation, or what environment.evaluate gave" }
    static var luaTakesTable: Bool { true }

    static func decode(_ data: LuaData) throws(LuaMismatch) -> GivenEvaluation {
        var found = data
        if case .table(let table) = data { found = table["evaluation"] }
        guard case .object(let object) = found, let evaluation = object as? EvaluationObject else {
            throw LuaMismatch(expected: luaExpectation, found: data)
        }
        return GivenEvaluation(evaluation: evaluation)
    }
}
