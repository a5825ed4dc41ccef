/// A clock that is set once, by the wall's, and from then on runs evenly: a wall clock that is put right, or jumps back,
/// changes neither durations nor the order of what happened in a run.
package struct SteadyClock: Sendable {
    private let start: Timestamp
    private let elapsed: @Sendable () -> Duration

    /// A clock that shows `start` when `elapsed` is zero. Without them it starts now.
    package init(start: Timestamp = .now, elapsed: (@Sendable () -> Duration)? = nil) {
        let began = ContinuousClock.now
        (self.start, self.elapsed) = (start, elapsed ?? { ContinuousClock.now - began })
    }

    /// This moment.
    package var now: Timestamp {
        let (seconds, attoseconds) = elapsed().components
        return Timestamp(
            milliseconds: start.milliseconds + Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
