internal import Environments
internal import JSON
internal import LuaHost
internal import Rollouts
internal import RunStore

/// Sets made of sets. Each call is on the record with the content of what it takes and makes; a resumed script makes it again.
extension ProblemSetObject {
    static var operations: [LuaMember<ProblemSetObject>] {
        [
            .method(
                "take", "The first problems alone.", LuaParameter("count", "how many", .in(1...), as: Int.self),
                returns: "a problem set"
            ) { set, count in
                let count = min(count, set.problems.count)
                return try set.made("take", ["count": .int(count)]) {
                    try set.problems.choosing(0..<count, as: "\(set.problems.name), the first \(count)")
                }
            },
            .method(
                "slice", "The problems from one place to another, both included.",
                LuaParameter("first", "from 1", .in(1...), as: Int.self),
                LuaParameter("last", "the set's last when left out", .optional(.in(1...)), as: Int?.self),
                returns: "a problem set"
            ) { set, first, last in
                let all = set.problems.count, last = last ?? all
                guard first <= last, last <= all else {
                    throw LuaMismatch(
                        "takes places from 1 to \(all), the first before the last, not \(first) and \(last)")
                }
                return try set.made("slice", ["first": .int(first), "last": .int(last)]) {
                    try set.problems.choosing(first - 1..<last, as: "\(set.problems.name), \(first) to \(last)")
                }
            },
            .method(
                "filter", "The problems for which a function returns true.",
                LuaParameter(
                    "keep", "a function of a problem", as: LuaCallback.self, spelled: "fun(problem: Problem): boolean"),
                returns: "a problem set"
            ) { set, keep in try set.filtered(keep) },
            .method(
                "map", "The problems that a function makes of these: it returns the problem, changed or new.",
                LuaParameter(
                    "change", "a function of a problem", as: LuaCallback.self,
                    spelled: "fun(problem: Problem): ProblemTable"),
                returns: "a problem set"
            ) { set, change in try set.mapped(change) },
            .method(
                "shuffle", "All problems in an order that follows from the seed alone.",
                LuaParameter("seed", "of the order; not the run's", .in(0...), default: 0), returns: "a problem set"
            ) { set, seed in
                try set.made("shuffle", ["seed": .int(seed)]) {
                    try set.problems.shuffled(seed: UInt64(seed), as: "\(set.problems.name), shuffled by \(seed)")
                }
            },
            .method(
                "concat", "The problems of this set and then those of another; no name may be in both.",
                LuaParameter("other", "the set that follows", as: ProblemSetObject.self), returns: "a problem set"
            ) { set, other in try set.joined(to: other) },
            .method(
                "split",
                "Parts without a problem in common: { train = 0.8, test = 0.2 } by shares, { train = 100, test = 20 } by counts; seed = n draws others. Problems of a group, such as a contest, stay together.",
                LuaParameter(
                    "parts", "shares of at most 1 together, or counts, by the parts' names; and seed, 0 when left out",
                    as: LuaTable.self, spelled: "table"),
                returns: "a set for each part, under its name", spelled: "table"
            ) { set, parts in try set.split(parts) },
            .method(
                "export", "Records the problems as an artifact in dataset.jsonl's layout.",
                LuaParameter("name", "the artifact's name, such as \"mine.jsonl\"", as: String.self),
                returns: "where it is"
            ) { set, name in
                var bytes: [UInt8] = []
                for index in 0..<set.problems.count {
                    JSONValue.object(ProblemLayout.json(try set.problems.problem(at: index))).append(to: &bytes)
                    bytes.append(UInt8(ascii: "\n"))
                }
                return try set.host.run().artifact(name, bytes)
            },
        ]
    }

    /// Makes a set of this one and notes how.
    private func made(
        _ operation: String, _ settings: JSONObject = [:], _ make: () throws -> any ContentProblemSet
    ) throws -> ProblemSetObject {
        try host.noted("ProblemSet:" + operation, settings, of: [self]) { ProblemSetObject(try make(), host: host) }
    }

    private func filtered(_ keep: LuaCallback) throws -> ProblemSetObject {
        try made("filter") {
            var kept: [Int] = []
            for index in 0..<problems.count {
                try host.interrupt.check()
                let problem = LuaRecord.problem.typed(try problems.problem(at: index).luaTable.luaData)
                switch try keep.call(problem).first ?? .none {
                case .none, .boolean(false): break
                default: kept.append(index)
                }
            }
            guard !kept.isEmpty else {
                throw LuaMismatch(
                    "leaves no problem of the \(problems.count) of \(problems.name): 'keep' returned nil or false for each"
                )
            }
            return try problems.choosing(kept, as: "\(problems.name), \(kept.count) filtered of \(problems.count)")
        }
    }

    private func mapped(_ change: LuaCallback) throws -> ProblemSetObject {
        try made("map") {
            var builder = ScriptProblems()
            for index in 0..<problems.count {
                try host.interrupt.check()
                let before = try problems.problem(at: index)
                let result = try change.call(LuaRecord.problem.typed(before.luaTable.luaData)).first ?? .none
                guard case .table = result else {
                    throw LuaMismatch(
                        "needs a problem back from 'change', which returned \(result.description) for problem \(index + 1), "
                            + "\"\(before.name)\"; leave problems out with filter")
                }
                do throws(LuaMismatch) {
                    var after = try ProblemTable.decode(result).problem
                    // What scripts cannot write stays: asserts, tolerances of a problem's own.
                    if before.luaTable["comparison"].isNone, after.comparison == .tokens {
                        after.comparison = before.comparison
                    }
                    try builder.add(after)
                } catch {
                    throw error.inProblem(index + 1, named: before.name, of: "what 'change' returned")
                }
            }
            return builder.set("\(problems.name), mapped", template: problems.template)
        }
    }

    private func joined(to other: ProblemSetObject) throws -> ProblemSetObject {
        let mine = PromptTemplateName(of: problems), others = PromptTemplateName(of: other.problems)
        guard mine == others else {
            throw LuaMismatch(
                "cannot join \(problems.name), whose template is \"\(mine?.rawValue ?? "?")\", and \(other.problems.name), whose "
                    + "template is \"\(others?.rawValue ?? "?")\": evaluate them one after the other")
        }
        return try host.noted("ProblemSet:concat", [:], of: [self, other]) {
            let sets = [problems, other.problems]
            var seen: Set<String> = []
            for set in sets {
                for index in 0..<set.count {
                    let name = try set.entry(at: index).name
                    guard seen.insert(name).inserted else {
                        throw LuaMismatch(
                            "would have two problems of the name \"\(name)\"; filter one out, or rename it with map")
                    }
                }
            }
            let places = sets.enumerated().flatMap { number, set in (0..<set.count).map { (set: number, index: $0) } }
            let name = "\(problems.name) and \(other.problems.name)"
            return ProblemSetObject(try ChosenProblems(name, of: sets, at: places), host: host)
        }
    }

    private func split(_ given: LuaTable) throws -> LuaTable {
        var parts = given.named, seed = 0
        if let index = parts.firstIndex(where: { $0.name == "seed" }) {
            guard case .integer(let value) = parts[index].value, value >= 0 else {
                throw LuaMismatch("'seed' must be an integer of at least 0, not \(parts[index].value.description)")
            }
            seed = value
            parts.remove(at: index)
        }
        guard !parts.isEmpty, given.list.isEmpty, given.named.count == given.fields.count else {
            throw LuaMismatch("'parts' must be named: { train = 0.8, test = 0.2 }")
        }
        let sizes = try Self.sizes(of: parts, count: problems.count)
        let settings = JSONObject(noting: given)
        return try host.noted("ProblemSet:split", settings, of: [self]) {
            let indices = try problems.split(sizes, seed: UInt64(seed))
            var sets = LuaTable()
            for (part, chosen) in zip(parts, indices) {
                guard !chosen.isEmpty else {
                    throw LuaMismatch(
                        "leaves no problem for '\(part.name)' of the \(problems.count) of \(problems.name); groups of problems stay together"
                    )
                }
                sets[part.name] =
                    ProblemSetObject(
                        try problems.choosing(chosen, as: "\(problems.name), part \(part.name)"), host: host
                    ).luaData
            }
            return sets
        }
    }

    /// How many problems each part should have: counts, or shares rounded so that together they have what the shares say.
    private static func sizes(
        of parts: [(name: String, value: LuaData)], count: Int
    ) throws(LuaMismatch) -> [Int] {
        var counts: [Int] = [], shares: [Double] = []
        for part in parts {
            switch part.value {
            case .integer(let number) where number >= 1: counts.append(number)
            case .number(let share) where share > 0 && share <= 1: shares.append(share)
            default:
                throw LuaMismatch(
                    "'parts.\(part.name)' must be a share above 0 such as 0.2, or a count of at least 1, not \(part.value.description)"
                )
            }
        }
        guard counts.isEmpty || shares.isEmpty else {
            throw LuaMismatch(
                "'parts' must be all shares or all counts; \(parts.map(\.name).joined(separator: ", ")) are both")
        }
        guard shares.isEmpty else {
            let sum = shares.reduce(0, +)
            guard sum <= 1 + 1e-9 else {
                throw LuaMismatch("'parts' has shares of \(sum) together; at most 1 is there")
            }
            var before = 0.0
            return shares.map { share in
                let start = (before * Double(count)).rounded()
                before += share
                return Int((before * Double(count)).rounded() - start)
            }
        }
        let sum = counts.reduce(0) { $0.addingReportingOverflow($1).overflow ? Int.max : $0 + $1 }
        guard sum <= count else { throw LuaMismatch("'parts' asks for \(sum) problems, and the set has \(count)") }
        return counts
    }
}
