/// Who is told what happens in a sweep while its driver runs.
package protocol SweepObserver: AnyObject {
    /// A trial's process began, or goes on.
    func started(_ trial: Trial)
    /// A trial has ended, was linked, or failed.
    func ended(_ standing: TrialStanding)
    /// Something that the user should know, in one sentence.
    func note(_ sentence: String)
    /// How all stands; several times a second.
    func progress(_ progress: SweepProgress)
}

/// How far a sweep is.
package struct SweepProgress: Sendable {
    /// A trial under way.
    package struct Running: Sendable {
        package var trial: Trial
        /// What it says of itself, in one line.
        package var progress: String
    }
    package var total: Int
    package var done = 0
    package var failed = 0
    package var running: [Running] = []
    package var best: (value: Double, trial: Trial)?
    /// Seconds, by what the ended trials took; nil before the first of them.
    package var left: Double?

    package init(total: Int) { self.total = total }
}
