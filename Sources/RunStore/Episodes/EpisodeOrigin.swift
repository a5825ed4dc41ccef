import JSON

/// What an episode was sampled for.
package enum EpisodeOrigin: Sendable, Hashable {
    /// An update of a policy, counted from 1, by the trainer of this name; nil for the run's only one, or its first.
    case update(Int, trainer: String? = nil)
    /// An evaluation, by the name the record knows it by.
    case evaluation(String)
    /// Samples of a single turn beside an evaluation's conversations.
    case samples(String, SampleKind)
    /// Episodes that a script asked for with `env:play`, by the name the record knows them by.
    case play(String)

    /// What an evaluation takes single-turn samples for.
    package enum SampleKind: String, Sendable, Hashable, CaseIterable {
        /// What as many programs are worth without feedback.
        case independent
        /// Failures that random feedback is drawn from.
        case warmUp = "warm-up"

        /// For people.
        package var label: String { self == .independent ? "independent samples" : "warm-up" }
    }

    /// What programs are asked for by options of the same names; nil for none.
    package init?(update: Int?, trainer: String?, evaluation: String?, play: String?) {
        if let update {
            self = .update(update, trainer: trainer)
        } else if let evaluation {
            self = .evaluation(evaluation)
        } else if let play {
            self = .play(play)
        } else {
            return nil
        }
    }

    /// The evaluation that it belongs to; nil for others.
    package var evaluation: String? {
        switch self {
        case .update, .play: nil
        case .evaluation(let name), .samples(let name, _): name
        }
    }

    var json: JSONObject {
        switch self {
        case .update(let number, nil): ["update": .int(number)]
        case .update(let number, let trainer?): ["update": .int(number), "trainer": .string(trainer)]
        case .evaluation(let name): ["evaluation": .string(name)]
        case .samples(let name, let kind): ["evaluation": .string(name), "part": .string(kind.rawValue)]
        case .play(let name): ["play": .string(name)]
        }
    }

    /// For people: `update 3`.
    package var label: String {
        switch self {
        case .update(let number, nil): "update \(number)"
        case .update(let number, let trainer?): "update \(number) of \"\(trainer)\""
        case .evaluation(let name): "evaluation \"\(name)\""
        case .samples(let name, let kind): "\(kind.label) of evaluation \"\(name)\""
        case .play(let name): "play \"\(name)\""
        }
    }

    init?(_ object: JSONObject) {
        // Random keys, which are made from it, count updates in 32 bits.
        if let number = object["update"]?.int, (0...Int(UInt32.max)).contains(number) {
            self = .update(number, trainer: object["trainer"]?.string)
        } else if let name = object["play"]?.string {
            self = .play(name)
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
