package import JSON
import RunStore

/// What happened in a sweep, as `journal.jsonl` keeps it: a line each, in the order in which the driver came to know of it.
///
/// A suggestion follows from the lines before it, and so does a decision at a rung.
package enum SweepEvent: Sendable, Hashable {
    /// The libraries that propose and decide from here on.
    case versions(JSONObject)
    /// A search proposed a point.
    case suggested(Point)
    /// A trial's process began.
    case started(trial: Int)
    /// A trial asked at a rung whether it goes on.
    case rung(RungValue, isPruned: Bool)
    /// A trial needs no process: a run that is the same exists already.
    case linked(trial: Int, run: String, value: Double?)
    /// A trial has ended.
    case ended(TrialEnd)

    package var json: JSONObject {
        switch self {
        case .versions(let versions): ["event": "versions", "versions": .object(versions)]
        case .suggested(let point):
            ["event": "suggested", "point": .int(point.number), "parameters": .object(point.parameters)]
        case .started(let trial): ["event": "started", "trial": .int(trial)]
        case .rung(let report, let isPruned):
            [
                "event": "rung", "trial": .int(report.trial), "step": .int(report.step), "value": .number(report.value),
                "pruned": .bool(isPruned),
            ]
        case .linked(let trial, let run, let value):
            ["event": "linked", "trial": .int(trial), "run": .string(run), "value": JSONValue(optional: value)]
        case .ended(let end): end.json
        }
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(_ object: JSONObject) {
        // Numbers of trials and points are counted with.
        let numbers = 1...SweepPlan.mostTrials
        let trial = object["trial"]?.int.flatMap { numbers.contains($0) ? $0 : nil }
        switch (object["event"]?.string, trial) {
        case ("versions", _):
            guard let versions = object["versions"]?.object else { return nil }
            self = .versions(versions)
        case ("suggested", _):
            guard let point = object["point"]?.int, numbers.contains(point),
                let parameters = object["parameters"]?.object
            else { return nil }
            self = .suggested(Point(number: point, parameters: parameters))
        case ("started", let trial?): self = .started(trial: trial)
        case ("rung", let trial?):
            guard let step = object["step"]?.int, let value = object["value"]?.double,
                let isPruned = object["pruned"]?.bool
            else { return nil }
            self = .rung(RungValue(trial: trial, step: step, value: value), isPruned: isPruned)
        case ("linked", let trial?):
            // A name that leads elsewhere is none.
            guard let run = object["run"]?.string, (try? RecordName.check(run, what: "run")) != nil else { return nil }
            self = .linked(trial: trial, run: run, value: object["value"]?.double)
        case ("ended", _):
            guard let end = TrialEnd(object) else { return nil }
            self = .ended(end)
        default: return nil
        }
    }
}

/// How a trial ended.
package struct TrialEnd: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable { case completed, pruned, failed }

    package var trial: Int
    package var status: Status
    /// The goal's value, where there is a goal and the run has it.
    package var value: Double?
    /// How long it ran, in seconds, resumed parts included.
    package var seconds: Double
    /// The first line of what went wrong.
    package var error: String?

    /// An end from its parts.
    package init(trial: Int, status: Status, value: Double? = nil, seconds: Double, error: String? = nil) {
        (self.trial, self.status, self.value) = (trial, status, value)
        (self.seconds, self.error) = (seconds, error)
    }

    var json: JSONObject {
        var object: JSONObject = [
            "event": "ended", "trial": .int(trial), "status": .string(status.rawValue),
            "value": JSONValue(optional: value), "time": ["seconds": .number(seconds)],
        ]
        if let error { object["error"] = .string(error) }
        return object
    }

    init?(_ object: JSONObject) {
        guard let trial = object["trial"]?.int, (1...SweepPlan.mostTrials).contains(trial),
            let status = object["status"]?.string.flatMap(Status.init)
        else { return nil }
        self.init(
            trial: trial, status: status, value: object["value"]?.double,
            seconds: object["time"]?["seconds"]?.double ?? 0, error: object["error"]?.string)
    }
}

extension JSONValue {
    /// A number, or null.
    init(optional number: Double?) { self = number.map { .number($0) } ?? .null }
}
