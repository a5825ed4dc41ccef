internal import Environments
package import JSON
internal import Rollouts
internal import Statistics

/// What recorded episodes would have been paid under another rule.
package struct PaymentReport: Sendable {
    /// Some of the episodes: all updates together, or one evaluation.
    package struct Line: Sendable {
        package var name: String
        package var episodes: Int
        /// Mean reward with a 95% interval over problems: value, lower, upper.
        package var recorded: [Double]
        package var paid: [Double]
        /// Episodes whose reward is another one.
        package var changed: Int
    }
    package internal(set) var lines: [Line] = []

    /// For programs.
    package var json: JSONValue {
        func interval(_ numbers: [Double]) -> JSONValue { .array(numbers.map { .number($0) }) }
        return .array(
            lines.map { line in
                [
                    "episodes_of": .string(line.name), "episodes": .int(line.episodes),
                    "recorded_mean_lower_upper": interval(line.recorded), "paid_mean_lower_upper": interval(line.paid),
                    "changed": .int(line.changed),
                ]
            })
    }
}

/// Rewards of many episodes, gathered by problem: the turns and episodes of one problem are not independent.
struct PaymentTally {
    private var recorded: [String: Bootstrap.Term] = [:]
    private var paid: [String: Bootstrap.Term] = [:]
    private(set) var episodes = 0
    private(set) var changed = 0

    mutating func add(problem: String, recorded old: Double, paid new: Double) {
        episodes += 1
        if old.bitPattern != new.bitPattern { changed += 1 }
        recorded[problem, default: .init(0, of: 0)].numerator += old
        recorded[problem]!.denominator += 1
        paid[problem, default: .init(0, of: 0)].numerator += new
        paid[problem]!.denominator += 1
    }

    func line(_ name: String) -> PaymentReport.Line {
        let problems = recorded.keys.sorted(), bootstrap = Bootstrap(count: problems.count, seed: 0)
        func mean(_ terms: [String: Bootstrap.Term]) -> [Double] {
            guard let estimate = bootstrap.mean(problems.map { terms[$0]! }) else { return [] }
            return [estimate.value, estimate.lower, estimate.upper]
        }
        return .init(name: name, episodes: episodes, recorded: mean(recorded), paid: mean(paid), changed: changed)
    }
}
