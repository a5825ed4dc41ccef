import JSON

/// Where two records part, and what each of them has there.
package struct RecordDifference: Sendable, Equatable {
    /// For people: `step 3, loss`; `update 2, episode 5, turn 1, log_probs[7]`.
    package var place: String
    /// What the old record has there; nil where it has nothing.
    package var old: String?
    package var new: String?

    init(_ place: String, old: String?, new: String?) { (self.place, self.old, self.new) = (place, old, new) }

    /// The first value in which two JSON values are not the same to the bit, with its path from `place` on; nil when there is none.
    init?(_ place: String, _ old: JSONValue, _ new: JSONValue) {
        guard let found = Self.first(old, new) else { return nil }
        // `turns[1]` is a turn, which people count from 1.
        var path = found.path
        var place = place
        if path.count > 1, path[0] == "turns", path[1].hasPrefix("["), let turn = Int(path[1].dropFirst().dropLast()) {
            place += ", turn \(turn + 1)"
            path.removeFirst(2)
        }
        let rest = path.reduce("") { $0 + ($1.hasPrefix("[") || $0.isEmpty ? $1 : "." + $1) }
        let separator = place.isEmpty || rest.isEmpty ? "" : ", "
        self.init(place + separator + rest, old: found.old?.brief, new: found.new?.brief)
    }

    /// Doubles are the same when their bits are: 0.0 is not -0.0.
    private static func first(
        _ old: JSONValue, _ new: JSONValue
    ) -> (path: [String], old: JSONValue?, new: JSONValue?)? {
        switch (old, new) {
        case (.number(let a), .number(let b)) where a.bitPattern == b.bitPattern: return nil
        case (.number, .number): return ([], old, new)
        case (.array(let a), .array(let b)):
            for (index, pair) in zip(a, b).enumerated() {
                if let found = first(pair.0, pair.1) { return (["[\(index)]"] + found.path, found.old, found.new) }
            }
            guard a.count != b.count else { return nil }
            let index = min(a.count, b.count)
            return (["[\(index)]"], index < a.count ? a[index] : nil, index < b.count ? b[index] : nil)
        case (.object(let a), .object(let b)):
            for member in a.members {
                guard let other = b[member.key] else { return ([member.key], member.value, nil) }
                if let found = first(member.value, other) {
                    return ([member.key] + found.path, found.old, found.new)
                }
            }
            return b.members.first { a[$0.key] == nil }.map { ([$0.key], nil, $0.value) }
        default: return old == new ? nil : ([], old, new)
        }
    }
}
