internal import Rendering

/// Sorts the arguments of a call into parameters: by place, or by name from one table at the end.
enum LuaArguments {
    /// - Returns: one value per parameter, `none` for those left out.
    static func bind(
        _ arguments: [LuaData], to parameters: [LuaParameterDescription]
    ) throws(LuaMismatch) -> [LuaData] {
        var values = [LuaData](repeating: .none, count: parameters.count)
        let places = parameters.indices.filter { parameters[$0].position != nil }
            .sorted { parameters[$0].position! < parameters[$1].position! }
        var positional = arguments[...]
        while positional.last?.isNone == true { positional.removeLast() }
        var named: LuaTable?
        if case .table(let table) = positional.last {
            let place = positional.count - 1
            if place >= places.count || !parameters[places[place]].takesTable {
                named = table
                positional.removeLast()
            }
        }
        let unnamed = Array(positional) + (named?.list ?? [])
        if unnamed.count > places.count { throw excess(unnamed[places.count], parameters, places: places.count) }
        for (place, value) in zip(places, unnamed) { values[place] = value }
        for field in named?.fields ?? [] {
            guard case .string(let bytes) = field.key,
                let index = parameters.firstIndex(where: { $0.name == bytes.repaired })
            else { throw unknown(field.key, parameters) }
            guard values[index].isNone else { throw LuaMismatch("is given '\(parameters[index].name)' twice") }
            values[index] = field.value
        }
        return values
    }

    /// The mismatch with the argument's name before it.
    static func named(_ name: String, _ mismatch: LuaMismatch) -> LuaMismatch {
        if mismatch.isSentence { return mismatch }
        // Below the first level the name is already there: `reward.pass`.
        if mismatch.problem.hasPrefix("'") {
            var nested = mismatch
            nested.problem = "'\(name)." + mismatch.problem.dropFirst()
            return nested
        }
        if mismatch.problem.hasPrefix("unknown option") { return LuaMismatch("\(mismatch.problem) (in '\(name)')") }
        return LuaMismatch("'\(name)\(mismatch.path)' \(mismatch.problem)")
    }

    private static func excess(
        _ value: LuaData, _ parameters: [LuaParameterDescription], places: Int
    ) -> LuaMismatch {
        if parameters.isEmpty { return LuaMismatch("takes no arguments, not \(value.description)") }
        if places == 0 {
            return LuaMismatch("takes a table of named options, not \(value.description): \(list(parameters))")
        }
        let count = places == 1 ? "one argument" : "\(places) arguments"
        let options = places < parameters.count ? "; its options are named: \(list(parameters))" : ""
        return LuaMismatch("takes at most \(count), not \(value.description) as well\(options)")
    }

    private static func unknown(_ key: LuaData, _ parameters: [LuaParameterDescription]) -> LuaMismatch {
        guard case .string(let bytes) = key else {
            return LuaMismatch("unknown option [\(key.literal)]; allowed: \(list(parameters))")
        }
        let hint = NearestName.suggestion(for: bytes.repaired, among: parameters.map(\.name))
        let separator = hint.isEmpty ? "; " : " "
        return LuaMismatch("unknown option '\(bytes.excerpt)'\(hint)\(separator)allowed: \(list(parameters))")
    }

    private static func list(_ parameters: [LuaParameterDescription]) -> String {
        parameters.map(\.name).joined(separator: ", ")
    }
}
