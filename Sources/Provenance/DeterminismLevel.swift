package import JSON
internal import Torch

/// How far a rerun will agree with a run, decided from what the run used.
package struct DeterminismLevel {
    /// What a rerun can be.
    package enum Level: String, Comparable {
        /// The same bits.
        case bitwise
        /// The same random numbers, through arithmetic that may round otherwise each time.
        case seeded
        /// What nobody can repeat had a part in it.
        case none

        private var rank: Int { self == .bitwise ? 0 : self == .seeded ? 1 : 2 }
        package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    }

    package private(set) var shards: Set<Int> = []
    /// What makes a rerun differ; nothing so far.
    private var limits: [(level: Level, reason: String)] = []

    /// Nothing noted yet.
    package init() {}

    /// Notes that the run can be no better than `level`.
    package mutating func limit(to level: Level, _ reason: String) {
        if !limits.contains(where: { $0.reason == reason }) { limits.append((level, reason)) }
    }
    /// Notes what nobody can repeat.
    package mutating func disturb(_ what: String) { limit(to: .none, what) }
    /// Notes that work was cut into so many parts.
    package mutating func use(shards count: Int) { shards.insert(count) }

    /// The limits, for a run that is resumed.
    package var json: JSONValue {
        .array(limits.map { ["level": .string($0.level.rawValue), "reason": .string($0.reason)] })
    }
    /// Notes the limits that `json` gave.
    package mutating func restore(_ json: JSONValue) {
        for limit in json.array ?? [] {
            guard let level = limit["level"]?.string.flatMap(Level.init), let reason = limit["reason"]?.string else {
                continue
            }
            self.limit(to: level, reason)
        }
    }

    /// The worst of what was noted.
    package var level: Level { limits.map(\.level).max() ?? .bitwise }
    /// Why it is no better, or what it holds for.
    package var reason: String {
        guard limits.isEmpty else { return limits.map(\.reason).joined(separator: "; ") }
        let cuts = shards.sorted().map(String.init).joined(separator: ", ")
        let work = shards.isEmpty ? "" : ", \(cuts) shards of one thread each"
        return "CPU\(work); the same on every machine with numerics \(numericsVersion) and libtorch \(torchVersion)"
    }
}
