/// When a run makes its next restart point.
///
/// It depends on clocks, which is allowed: a restart point changes no number of the run.
struct RestartSchedule {
    /// Where nothing else is asked for, restart points take at most this share of a run's time.
    private static let share = 0.02
    /// The least time between two in seconds where nothing else is asked for.
    private static let usual = 15.0
    /// The least time between two in seconds, as asked for.
    var interval: Double?
    private var last = ContinuousClock.now
    /// What the last one took.
    private var cost = Duration.zero

    var isDue: Bool {
        last.duration(to: .now).seconds >= interval ?? max(Self.usual, cost.seconds / Self.share)
    }

    mutating func make(_ body: () throws -> Void) rethrows {
        let started = ContinuousClock.now
        try body()
        last = .now
        cost = started.duration(to: last)
    }
}
