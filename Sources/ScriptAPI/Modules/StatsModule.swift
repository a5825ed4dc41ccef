internal import Analysis
internal import JSON
internal import LuaHost
internal import Statistics

extension Session {
    /// `stats`: what can be claimed of evaluations.
    func statsModule() -> LuaModule {
        LuaModule(
            "stats", "What can be claimed of evaluations.",
            [
                .function(
                    "compare",
                    "Whether one evaluation solves more than another on the same problems: the difference a - b, paired by problem.",
                    LuaParameter("a", "an evaluation, or its report", as: GivenEvaluation.self),
                    LuaParameter("b", "the one that it is compared with", as: GivenEvaluation.self),
                    LuaParameter(
                        "margin", "the largest difference that does not matter, to test for none that does",
                        as: Double?.self),
                    returns: "difference, interval and p, with what they stand on", record: .one(.comparison)
                ) { [unowned self] a, b, margin in
                    let (a, b) = (a.evaluation, b.evaluation)
                    return try journaled(
                        "stats.compare", [.string(a.name), .string(b.name)] + (margin.map { [.number($0)] } ?? [])
                    ) {
                        let comparison = try comparable {
                            try Comparison(a.outcomes(), named: a.name, b.outcomes(), named: b.name, margin: margin)
                        }
                        return LuaData(journal: .object(comparison.object)) ?? .none
                    }
                }
            ])
    }

    /// What cannot be compared is said at the script's own line.
    func comparable<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as NotComparable { throw LuaMismatch(error.description) }
    }
}
