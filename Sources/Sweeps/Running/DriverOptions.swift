/// How a driver goes about a sweep. Nothing of it changes a number of a trial.
package struct DriverOptions: Sendable {
    /// Trials at once.
    package var jobs = 1
    /// Cores for all of them together.
    package var cores = 1
    /// How often a trial that failed is tried again.
    package var retries = 0
    /// The driver starts no trial after so many have failed; nil for any number.
    package var mostFailures: Int?
    /// No trial starts, and those under way are stopped, after so many seconds; nil for any time.
    package var budget: Double?
    /// Whether trials that had failed are tried again.
    package var retriesFailed = false
    /// Whether a run that is the same as a trial's would be stands for it.
    package var links = true

    package init() {}
}

/// What a driver leaves.
package struct DriverOutcome: Sendable {
    /// Why it ended before all was done; nil where it did not.
    package enum Stop: Sendable, Hashable {
        case signal(Int32)
        case budget
        case failures(Int)
    }
    package var stop: Stop?
    package var standing: SweepStanding
}
