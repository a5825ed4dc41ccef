import JSON

/// The event of a step's numbers, in memory that the next step uses again: there may be a hundred thousand a second.
struct ScalarEvent: Sendable {
    private(set) var event = ProtocolBuffer()
    private var summary = ProtocolBuffer()

    /// Whether there is a number in it.
    var isEmpty: Bool { summary.bytes.isEmpty }

    /// Begins the event of another step.
    mutating func begin() { summary.removeAll() }

    /// Adds the numbers of `object`, whatever is nested under its path: `time/tokens_per_second`.
    mutating func add(_ object: JSONObject, prefix: String = "") {
        for member in object.members {
            switch member.value {
            case .number(let value): add(member.key, prefix: prefix, value)
            case .int(let value): add(member.key, prefix: prefix, Double(value))
            case .object(let nested): add(nested, prefix: prefix + member.key + "/")
            default: continue
            }
        }
    }

    /// Adds one number. TensorBoard's scalars are of single precision.
    mutating func add(_ name: String, prefix: String, _ value: Double) {
        let count = prefix.utf8.count + name.utf8.count
        summary.begin(1, length: ProtocolBuffer.textFieldSize(count) + 5)
        summary.begin(1, length: count)
        summary.append(prefix)
        summary.append(name)
        summary.add(2, Float(value))
    }

    /// Ends the event.
    mutating func end(time: Double, step: Int) {
        event.removeAll()
        event.add(1, time)
        event.add(2, step)
        event.add(5, summary)
    }
}
