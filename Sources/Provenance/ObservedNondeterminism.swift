package import JSON
package import Rollouts
internal import Synchronization

/// What executions showed that a rerun may not repeat.
package final class ObservedNondeterminism: Sendable {
    private struct Counts: Sendable {
        var timeLimit = 0
        var nearLimit = 0
        var varying: [NondeterminismSource: Int] = [:]
    }
    private let counts = Mutex(Counts())

    /// No signs yet.
    package init() {}

    /// Counts what the judgements show.
    package func note(_ judgements: [Judgement]) {
        counts.withLock { counts in
            for judgement in judgements {
                // A program counts once, however many tests it has.
                if judgement.outcomes.contains(where: { $0.verdict == .timeLimit }) { counts.timeLimit += 1 }
                if judgement.outcomes.contains(where: \.nearLimit) { counts.nearLimit += 1 }
                for sign in Set(judgement.outcomes.flatMap(\.mayVary)) { counts.varying[sign, default: 0] += 1 }
            }
        }
    }

    /// The counts, for a run that is resumed.
    package var json: JSONValue {
        let counts = counts.withLock { $0 }
        let varying = NondeterminismSource.allCases.map { ($0.rawValue, JSONValue.int(counts.varying[$0] ?? 0)) }
        return [
            "time_limit": .int(counts.timeLimit), "near_limit": .int(counts.nearLimit),
            "varying": .object(JSONObject(varying)),
        ]
    }

    /// Adds what `json` gave.
    package func restore(_ json: JSONValue) {
        counts.withLock { counts in
            counts.timeLimit += json["time_limit"]?.int ?? 0
            counts.nearLimit += json["near_limit"]?.int ?? 0
            for member in json["varying"]?.object?.members ?? [] {
                guard let sign = NondeterminismSource(rawValue: member.key), let count = member.value.int, count > 0
                else {
                    continue
                }
                counts.varying[sign, default: 0] += count
            }
        }
    }

    /// A sentence for each kind of sign.
    package var reasons: [String] {
        let counts = counts.withLock { $0 }
        func programs(_ count: Int) -> String { count == 1 ? "1 execution" : "\(count) executions" }
        var reasons: [String] = []
        if counts.timeLimit > 0 { reasons.append("\(programs(counts.timeLimit)) met a time limit") }
        if counts.nearLimit > 0 { reasons.append("\(programs(counts.nearLimit)) came near a limit") }
        let signs: [(NondeterminismSource, String)] = [
            (.clock, "of a program that reads a clock"), (.entropy, "of a program that asks for random bytes"),
            (.threads, "of a program that runs threads"), (.system, "of a program that asks about the machine"),
        ]
        for (sign, what) in signs {
            if let count = counts.varying[sign] { reasons.append("\(programs(count)) \(what)") }
        }
        return reasons
    }
}

/// An executor whose judgements are looked at for what may not come again.
package struct WatchedExecutor: Executor {
    private let executor: any Executor
    private let signs: ObservedNondeterminism

    /// An executor that notes in `signs` what its judgements show.
    package init(executor: any Executor, signs: ObservedNondeterminism) {
        (self.executor, self.signs) = (executor, signs)
    }

    package func judge(_ submissions: [Submission]) throws -> [Judgement] {
        let judgements = try executor.judge(submissions)
        signs.note(judgements)
        return judgements
    }
}
