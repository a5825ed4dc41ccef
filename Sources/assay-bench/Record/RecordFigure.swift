/// The points that every way of logging gets: `metrics` numbers a step.
struct LogWorkload: Codable {
    var name: String
    var metrics: Int

    static let wide = LogWorkload(name: "10 numbers a call", metrics: 10)
    static let narrow = LogWorkload(name: "1 number a call", metrics: 1)

    /// The table of one call in Lua; in Python, `scripts/benchmark/loggers.py` has the same numbers.
    var call: String {
        let fields = (0..<metrics).map { "metric_\($0) = step * 0.37 + \($0)" }
        return "{ \(fields.joined(separator: ", ")) }"
    }
}

/// What logging so many steps took.
struct LogTiming: Codable {
    /// From before the first call until all is closed and nothing waits to be written.
    var seconds: Double
    /// What a call keeps its caller waiting, in microseconds: the median, and what one in a hundred exceeds.
    var median, p99: Double

    /// The two delays out of those of all calls.
    static func delays(nanoseconds: [Int]) -> (median: Double, p99: Double) {
        let sorted = nanoseconds.sorted()
        guard !sorted.isEmpty else { return (0, 0) }
        return (Double(sorted[sorted.count / 2]) / 1e3, Double(sorted[sorted.count * 99 / 100]) / 1e3)
    }
}

/// One way to log some points, and how long it took round by round.
struct RecordFigure: Codable {
    var workload: LogWorkload
    var way: String
    /// Calls of a round. Slow ways get the first of the same points only.
    var steps: Int
    var isOurs: Bool
    var timings: [LogTiming] = []
    /// How often faster ours is, round by round, the median.
    var ratio = 1.0

    /// Of each round.
    var rates: [Double] { timings.map { Double(steps * workload.metrics) / $0.seconds } }
    /// Points a second, the median.
    var rate: Double { Rounds.median(rates) }
    /// Microseconds a call, the medians.
    var median: Double { Rounds.median(timings.map(\.median)) }
    var p99: Double { Rounds.median(timings.map(\.p99)) }
}
