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
