internal import Replay
internal import JSON
internal import LuaHost
internal import Rollouts
internal import RunStore

/// An object that calls use: what the record says of it.
protocol Noted {
    var noted: JSONValue { get }
}

extension Session {
    /// The name of the calls that play a batch of an evaluation.
    static let batchCall = "environment.evaluate:batch"

    /// Makes an object and records the call with its options; a resumed script makes it again.
    ///
    /// - Parameter random: the random key of what it draws.
    func noted<Value>(
        _ name: String, _ options: some LuaOptions, random: JSONObject = [:], _ make: () throws -> Value
    ) throws -> Value {
        if wantsParametersOnly, declared != nil { throw refuse(.help) }
        return try journal.remade(
            name,
            note: .init(
                settings: JSONObject(noting: options.settings),
                inputs: random.isEmpty ? [:] : ["random": .object(random)]),
            result: { ($0 as? any Noted)?.noted ?? .null }, body: make)
    }
}

extension Session {
    /// Makes a set, or several, of problem sets and records how; a resumed script makes it again.
    func noted<Value>(
        _ name: String, _ settings: JSONObject, of sets: [ProblemSetObject], _ make: () throws -> Value
    ) throws -> Value {
        if wantsParametersOnly, declared != nil { throw refuse(.help) }
        let inputs: JSONObject = sets.isEmpty ? [:] : ["sets": .array(sets.map(\.noted))]
        return try journal.remade(
            name, note: .init(settings: settings, inputs: inputs),
            result: { made in
                if let parts = made as? LuaTable { return .object(JSONObject(noting: parts)) }
                return (made as? any Noted)?.noted ?? .null
            }, body: make)
    }
}

extension Session {
    /// Records the episodes that the call under way played, and in the call which they are.
    func record(_ episodes: [Episode], origin: EpisodeOrigin, environment: Int) throws {
        let first = try run().episodes(episodes, origin: origin, environment: environment)
        journal.played(first: first, count: episodes.count, environment: environment)
    }
}

extension JSONObject {
    var isEmpty: Bool { members.isEmpty }

    /// Options by value: objects by what is noted of them, functions by the word.
    init(noting settings: LuaTable) {
        self.init(settings.named.map { ($0.name, JSONValue(noting: $0.value)) })
    }
}

extension JSONValue {
    init(noting data: LuaData) {
        switch data {
        case .function, .closure: self = "function"
        case .object(let object): self = (object as? any Noted)?.noted ?? .string(object.luaDescription.name)
        case .table(let table) where table.fields.isEmpty: self = .array(table.list.map { JSONValue(noting: $0) })
        case .table(let table): self = .object(JSONObject(noting: table))
        default: self = (try? JSONValue(data, what: "a setting")) ?? .null
        }
    }
}
