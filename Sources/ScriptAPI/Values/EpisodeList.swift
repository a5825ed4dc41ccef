internal import JSON
internal import LuaHost

/// Episodes that a script gives back: tables that say where in the record the episodes themselves are. It never goes to a script, so that the
/// settings of a call do not repeat what is in the record.
struct EpisodeList: LuaDecodable {
    var tables: [LuaTable]

    static var luaType: String { "PlayedEpisode[]" }
    static var luaExpectation: String { "a list of episodes, as env:play and ppo:episodes give them" }
    static var luaTakesTable: Bool { true }

    static func decode(_ data: LuaData) throws(LuaMismatch) -> EpisodeList {
        EpisodeList(tables: try [LuaTable].decode(data))
    }

    /// The numbers of the episodes by their origins.
    var noted: JSONValue {
        var order: [String] = [], numbers: [String: [JSONValue]] = [:]
        for table in tables {
            guard let origin = try? String.decode(table["origin"]), let index = try? Int.decode(table["index"]) else {
                continue
            }
            if numbers[origin] == nil { order.append(origin) }
            numbers[origin, default: []].append(.int(index))
        }
        return .object(JSONObject(order.map { ($0, .array(numbers[$0] ?? [])) }))
    }
}
