/// How a run stands.
package enum RunStatus: String, Sendable, CaseIterable {
    case running
    case completed
    /// The script ended with an error.
    case failed
    /// Somebody pressed Ctrl-C.
    case interrupted
    /// The process ended without a word. Never written: readers see it by the lock that nobody holds.
    case killed
}
