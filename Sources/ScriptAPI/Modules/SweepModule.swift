package import JSON
internal import LuaHost
internal import Torch

/// What a script says of the sweep that it is meant for.
struct SweepOptions: LuaOptions {
    @LuaParameter("base", "parameters of all trials, where not their defaults") var base = LuaTable()
    @LuaParameter("arms", "name = { parameter = value }: each arm changes the base; the base is an arm too")
    var arms = LuaTable()
    @LuaParameter(
        "grid",
        "parameter = { values }, or a text as the command line has it, \"log(0.001, 0.1, 4)\"; every combination is tried"
    ) var grid = LuaTable()
    @LuaParameter("seeds", "how many, 1 to that, or a list of them") var seeds: LuaEither<Int, [Int]> = .first(1)
    @LuaParameter("reference", "what tables call the base's arm, with which others are compared") var reference =
        "base"
    @LuaParameter("goal", "what is best, \"max NAME\" or \"min NAME\": a value of the result, or a metric")
    var goal: String?

    func validate() throws(LuaMismatch) {
        for (what, table) in [("base", base), ("arms", arms), ("grid", grid)] where !table.list.isEmpty {
            throw LuaMismatch("'\(what)' holds values by name, not \(table.list[0].description)")
        }
        for (name, arm) in arms.named {
            guard case .table(let changes) = arm, changes.list.isEmpty else {
                throw LuaMismatch("the arm '\(name)' must be a table of parameters, not \(arm.description)")
            }
            if name == reference { throw LuaMismatch("the arm '\(name)' has the name of the base; rename one of them") }
        }
        if !arms.fields.isEmpty, !grid.fields.isEmpty {
            throw LuaMismatch("'arms' and 'grid' are two kinds of sweep; declare one")
        }
    }
}

/// A script's sweep as the plan reads it. A run of the script alone has no use for it.
struct SweepDeclaration {
    let json: JSONObject

    /// - Parameter line: where the script assigns a name. Lua forgets the order of a table's fields; the arms stand in that of the script.
    init(_ options: SweepOptions, line: (String) -> Int?) throws {
        func object(_ table: LuaTable, _ what: String) throws -> JSONValue {
            .object(try JSONObject(table, what: "'\(what)' of the sweep"))
        }
        let seeds: JSONValue =
            switch options.seeds {
            case .first(let count): .int(count)
            case .second(let list): .array(list.map { .int($0) })
            }
        let arms = try options.arms.named.map { (name: $0.name, arm: try object($0.value.table, "arms")) }
        let lines = Dictionary(uniqueKeysWithValues: arms.map { ($0.name, line($0.name) ?? .max) })
        let ordered = arms.sorted { (lines[$0.name] ?? 0, $0.name) < (lines[$1.name] ?? 0, $1.name) }
        json = [
            "base": try object(options.base, "base"),
            "arms": .object(JSONObject(ordered.map { ($0.name, $0.arm) })),
            "grid": try object(options.grid, "grid"), "seeds": seeds, "reference": .string(options.reference),
            "goal": options.goal.map { .string($0) } ?? .null,
        ]
    }
}

extension LuaData {
    /// The table that it is; an empty one for anything else.
    fileprivate var table: LuaTable { if case .table(let table) = self { table } else { LuaTable() } }
}

extension Session {
    /// `sweep`: a declaration that `assay sweep` reads.
    func sweepModule() -> LuaModule {
        LuaModule(global: [
            .function(
                "sweep",
                "Says which trials \"assay sweep\" makes of the script: a base and arms that change it, or a grid. Stands beside run.params; a run of the script alone ignores it.",
                options: SweepOptions.self
            ) { [unowned self] options in
                guard sweep == nil else { throw LuaMismatch("was called before: declare one sweep") }
                let runtime = try runtime.get()
                sweep = try SweepDeclaration(options) { runtime.line(assigning: $0) }
            }
        ])
    }

    /// The version of the arithmetic that defines a run's bits.
    package static var numerics: Int { numericsVersion }

    /// What the script declares, once it has run for its declarations alone: its parameters, and its sweep or null.
    package var declarations: JSONObject {
        get throws {
            [
                "parameters": try declared?.json ?? [],
                "sweep": sweep.map { .object($0.json) } ?? .null, "numerics": .int(Self.numerics),
            ]
        }
    }
}
