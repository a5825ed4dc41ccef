import JSON
package import RunStore

/// What a sweep looks for: a number of each run, and whether more of it is better.
package struct Goal: Sendable, Hashable {
    package var direction: Direction
    /// A value of the run's result, else a metric, of which the last value counts.
    package var name: String

    /// A goal from its parts.
    package init(_ direction: Direction, _ name: String) { (self.direction, self.name) = (direction, name) }

    /// Reads `max solve_rate` or `min loss`.
    package init(parsing text: String) throws(SweepError) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2, let direction = Direction(rawValue: words[0]) else {
            throw SweepError(
                "the goal \"\(text)\" must be \"max NAME\" or \"min NAME\", with a value of the script's result or a metric",
                isUsage: true)
        }
        self.init(direction, words[1])
    }

    /// As it is written.
    package var text: String { "\(direction.rawValue) \(name)" }

    /// The run's value; nil where it has none.
    package func value(of run: RunReader) throws -> Double? {
        switch run.info.result {
        case .object(let object): if let value = object[name]?.double { return value.isFinite ? value : nil }
        case .int, .number: if name == "result" { return run.info.result.double }
        default: break
        }
        let last = try run.metricOverview().columns.first { $0.name == name }?.last
        return last.flatMap { $0.isFinite ? $0 : nil }
    }

    /// Whether `value` is better than `other`.
    package func isBetter(_ value: Double, than other: Double) -> Bool {
        direction == .maximize ? value > other : value < other
    }
}
