internal import JSON
internal import LuaHost
internal import Models
internal import Rollouts
internal import RunStore
internal import Training

/// Episodes that a script holds: tables that say where in the record the episodes themselves are.
extension Session {
    /// The recorded episodes of an origin.
    func episodes(of origin: EpisodeOrigin) throws -> [LuaTable] {
        var tables: [LuaTable] = []
        try RunReader(folder: run().folder).episodes().forEach(of: origin) { tables.append($0.luaTable) }
        return tables
    }

    /// What a trainer imitates of episodes that a script holds: the policy's answers, in their context.
    ///
    /// - Parameters:
    ///   - onlyLast: whether earlier turns are context alone.
    ///   - codec: of the policy that is to imitate them.
    /// - Throws: `LuaMismatch` for tables that are no recorded episodes, or were sampled in other tokens.
    func sequences(
        of list: EpisodeList, onlyLast: Bool, codec: any TokenCodec
    ) throws -> [WeightedSequence] {
        let tables = list.tables
        let reader = try RunReader(folder: run().folder), file = try reader.episodes()
        let origins = Dictionary(
            file.origins.map { ($0.origin.label, $0.origin) }, uniquingKeysWith: { first, _ in first })
        // Where in the list each episode stands, by origin and number: the file is read once an origin.
        var wanted: [EpisodeOrigin: [Int: [Int]]] = [:]
        for (place, table) in tables.enumerated() {
            guard let label = try? String.decode(table["origin"]), let number = try? Int.decode(table["index"]),
                let origin = origins[label]
            else {
                throw LuaMismatch(
                    "'episodes' must be a list of episodes as env:play gives them; [\(place + 1)] has no 'origin' and 'index' in this run's record"
                )
            }
            wanted[origin, default: [:]][number, default: []].append(place)
        }
        var found = [[WeightedSequence]?](repeating: nil, count: tables.count)
        for (origin, numbers) in wanted {
            try file.forEach(of: origin) { recorded in
                guard let places = numbers[recorded.index] else { return }
                let environment = recorded.environment.flatMap { number in
                    reader.info.environments.indices.contains(number - 1) ? reader.info.environments[number - 1] : nil
                }
                for turn in recorded.episode.turns where turn.text.map({ $0 != codec.decode(turn.answer) }) == true {
                    throw LuaMismatch(
                        "an episode of \(origin.label) was played by a policy with another tokenizer: play with one that shares the trained policy's"
                    )
                }
                let sequences = WeightedSequence.answers(
                    of: recorded.episode, window: environment?["window"]?.int, onlyLast: onlyLast)
                for place in places { found[place] = sequences }
            }
        }
        if let missing = found.firstIndex(where: { $0 == nil }) {
            throw LuaMismatch(
                "the record has no episode \(tables[missing]["index"].description) of \(tables[missing]["origin"].description)"
            )
        }
        return found.flatMap { $0 ?? [] }
    }
}

extension RecordedEpisode {
    /// What scripts see: as a reward function does, with what was paid and said, and the place in the record.
    fileprivate var luaTable: LuaTable {
        var table = episode.luaTable
        table["reward"] = episode.reward.luaData
        table["turns"] =
            zip(episode.turns, table["turns"].elements).map { turn, seen -> LuaTable in
                var seen = seen
                (seen["reward"], seen["answer"]) = (turn.reward.luaData, (turn.text ?? "").luaData)
                return seen
            }.luaData
        (table["origin"], table["index"]) = (origin.label.luaData, index.luaData)
        return table
    }
}

extension LuaData {
    /// The tables of a list.
    fileprivate var elements: [LuaTable] {
        guard case .table(let list) = self else { return [] }
        return list.list.compactMap { if case .table(let table) = $0 { table } else { nil } }
    }
}
