import JSON

/// What an episode was sampled for.
package enum EpisodeOrigin: Sendable, Hashable {
    /// An update of the policy, counted from 1.
    case update(Int)
    /// An evaluation, by the name the record knows it by.
    case evaluation(String)

    var json: JSONObject {
        switch self {
        case .update(let number): ["update": .int(number)]
        case .evaluation(let name): ["evaluation": .string(name)]
        }
    }

    /// For people: `update 3`.
    package var label: String {
        switch self {
        case .update(let number): "update \(number)"
        case .evaluation(let name): "evaluation \"\(name)\""
        }
    }

    init?(_ object: JSONObject) {
        // Random keys, which are made from it, count updates in 32 bits.
        if let number = object["update"]?.int, (0...Int(UInt32.max)).contains(number) {
            self = .update(number)
        } else if let name = object["evaluation"]?.string {
            self = .evaluation(name)
        } else {
            return nil
        }
    }
}
