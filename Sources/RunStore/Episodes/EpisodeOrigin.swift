import JSON

/// What an episode was sampled for.
package enum EpisodeOrigin: Sendable, Hashable {
    /// An update of the policy, counted from 1.
    case update(Int)
    /// An evaluation, by the name the record knows it by.
    case evaluation(String)
    /// Samples of a single turn beside an evaluation's conversations.
    case samples(String, SampleKind)

    /// What an evaluation takes single-turn samples for.
    package enum SampleKind: String, Sendable, Hashable, CaseIterable {
        /// What as many programs are worth without feedback.
        case independent
        /// Failures that random feedback is drawn from.
        case warmUp = "warm-up"

        /// For people.
        package var label: String { self == .independent ? "independent samples" : "warm-up" }
    }

    /// The evaluation that it belongs to; nil for updates.
    package var evaluation: String? {
        switch self {
        case .update: nil
        case .evaluation(let name), .samples(let name, _): name
        }
    }

    var json: JSONObject {
        switch self {
        case .update(let number): ["update": .int(number)]
        case .evaluation(let name): ["evaluation": .string(name)]
        case .samples(let name, let kind): ["evaluation": .string(name), "part": .string(kind.rawValue)]
        }
    }

    /// For people: `update 3`.
    package var label: String {
        switch self {
        case .update(let number): "update \(number)"
        case .evaluation(let name): "evaluation \"\(name)\""
        case .samples(let name, let kind): "\(kind.label) of evaluation \"\(name)\""
        }
    }

    init?(_ object: JSONObject) {
        // Random keys, which are made from it, count updates in 32 bits.
        if let number = object["update"]?.int, (0...Int(UInt32.max)).contains(number) {
            self = .update(number)
        } else if let name = object["evaluation"]?.string {
            if let part = object["part"] {
                guard let kind = part.string.flatMap(SampleKind.init) else { return nil }
                self = .samples(name, kind)
            } else {
                self = .evaluation(name)
            }
        } else {
            return nil
        }
    }
}
