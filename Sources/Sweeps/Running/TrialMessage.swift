package import JSON

/// What a trial's process tells its driver, a line of JSON each, through the socket that the driver opened for it.
package enum TrialMessage: Sendable, Hashable {
    /// How far it is, in one line.
    case progress(String)
    /// Its series has a value of the goal's metric.
    case logged(step: Int, value: Double)
    /// It waits to be told whether it goes on.
    case rung(step: Int, value: Double)
    /// Why it failed before it had a record, or could not be resumed.
    case failed(String)

    /// The variable that names the descriptor of the socket.
    package static let variable = "ASSAY_TRIAL_CHANNEL"
    /// The most bytes of a line.
    package static let limit = 1 << 16

    package var json: JSONObject {
        switch self {
        case .progress(let text): ["progress": .string(text)]
        case .logged(let step, let value): ["step": .int(step), "value": .number(value)]
        case .rung(let step, let value): ["rung": .int(step), "value": .number(value)]
        case .failed(let error): ["failed": .string(error)]
        }
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(_ object: JSONObject) {
        if let text = object["progress"]?.string {
            self = .progress(text)
        } else if let step = object["step"]?.int, let value = object["value"]?.double {
            self = .logged(step: step, value: value)
        } else if let step = object["rung"]?.int, let value = object["value"]?.double {
            self = .rung(step: step, value: value)
        } else if let error = object["failed"]?.string {
            self = .failed(error)
        } else {
            return nil
        }
    }
}
