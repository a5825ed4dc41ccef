package import JSON

/// How a trial stands.
package enum TrialState: Sendable, Hashable {
    /// It has not begun.
    case waiting
    /// Somebody runs it.
    case running
    /// It began and was stopped, by a signal or a kill: it can go on.
    case stopped
    case completed, pruned
    case failed(String)
    /// A run that is the same exists already.
    case linked(run: String)

    /// Whether nothing is left to do.
    package var isDone: Bool {
        switch self {
        case .completed, .pruned, .linked: true
        case .waiting, .running, .stopped, .failed: false
        }
    }

    /// For people and programs.
    package var name: String {
        switch self {
        case .waiting: "waiting"
        case .running: "running"
        case .stopped: "stopped"
        case .completed: "completed"
        case .pruned: "pruned"
        case .failed: "failed"
        case .linked: "linked"
        }
    }
}

/// A trial with its state.
package struct TrialStanding: Sendable, Hashable {
    package var trial: Trial
    package var state: TrialState
    /// The goal's value, where it is known.
    package var value: Double?
    /// How long it ran, in seconds, where it has ended.
    package var seconds: Double?
    /// The name of its run, once there is one.
    package var run: String?
}

extension Trial {
    /// As the run of the trial keeps it.
    package func record(of sweep: String) -> JSONObject {
        var object: JSONObject = ["sweep": .string(sweep), "trial": .int(number), "point": .int(point.number)]
        if let arm = point.arm { object["arm"] = .string(arm) }
        return object
    }
}
