internal import Analysis
internal import JSON
internal import LuaHost
internal import RunStore
internal import Statistics

/// Arms and what each solved.
struct AblationOptions: LuaOptions {
    @LuaParameter(
        "arms",
        "name = { evaluations, one for each training run }, all on the same problems; the first of each arm belong together, the second, and so on: give them in the order of their seeds"
    ) var arms: LuaTable
    @LuaParameter("reference", "the arm that others are compared with") var reference: String
    @LuaParameter("name", "the table in the record") var name = "ablation"
    @LuaParameter("margin", "the largest difference that does not matter, to test for none that does") var margin:
        Double?
    @LuaParameter("paired", "false where the arms do not share their seeds: runs are compared by Welch's test")
    var paired = true

    func validate() throws(LuaMismatch) {
        if let first = arms.list.first {
            throw LuaMismatch("'arms' holds evaluations by the arms' names, not \(first.description)")
        }
        for (name, arm) in arms.named {
            do { _ = try Self.evaluations(arm) } catch {
                throw LuaMismatch("the arm '\(name)' \(error.path.isEmpty ? "" : error.path + " ")\(error.problem)")
            }
        }
    }

    /// The evaluations of an arm: a list, or one alone.
    static func evaluations(_ arm: LuaData) throws(LuaMismatch) -> [EvaluationObject] {
        if let one = try? GivenEvaluation.decode(arm) { return [one.evaluation] }
        return try [GivenEvaluation].decode(arm).map(\.evaluation)
    }
}

extension Session {
    /// `run.ablation`: a table of arms beside a reference, recorded and shown as any other.
    func ablation(_ options: AblationOptions) throws -> LuaData {
        let runtime = try runtime.get()
        // Lua forgets the order of a table's fields: the arms stand in that of the script, where it names them.
        let lines = Dictionary(
            uniqueKeysWithValues: options.arms.named.map { ($0.name, runtime.line(assigning: $0.name)) })
        let arms = try options.arms.named.map {
            (name: $0.name, evaluations: try AblationOptions.evaluations($0.value))
        }
        .sorted { ((lines[$0.name] ?? nil) ?? .max, $0.name) < ((lines[$1.name] ?? nil) ?? .max, $1.name) }
        let names = JSONObject(arms.map { ($0.name, .array($0.evaluations.map { .string($0.name) })) })
        let given = try journaled(
            "run.ablation", [.string(options.name), .object(names)],
            note: .init(settings: JSONObject(noting: options.settings))
        ) {
            let table = try comparable {
                try AblationTable(
                    arms: arms.map { arm in
                        ArmOutcomes(
                            name: arm.name,
                            seeds: try arm.evaluations.enumerated().map { index, evaluation in
                                SeedOutcomes(seed: UInt64(index + 1), problems: try evaluation.outcomes().problems)
                            })
                    }, reference: options.reference, margin: options.margin, pairsSeeds: options.paired)
            }
            let words = table.methods
            let remarks =
                ["Intervals of rates: \(words.rates.joined(separator: "; "))."]
                + words.differences.map { "Differences to \(options.reference): \($0)." } + table.remarks
            return LuaData(
                journal: [
                    "rows": .array(table.objects.map { .object($0) }),
                    "remarks": .array(remarks.map { .string($0) }),
                ]) ?? .none
        }
        guard case .table(let table) = given, case .table(let rows) = table["rows"],
            case .table(let remarks) = table["remarks"]
        else { throw Divergence(description: "the record of the ablation \"\(options.name)\" is damaged") }
        for case .table(let row) in rows.list { try self.row(options.name, row, nil) }
        let note = "\(options.name): " + remarks.list.compactMap { try? String.decode($0) }.joined(separator: " ")
        try run().note(note)
        tell(.note(note))
        return .table(rows)
    }
}
