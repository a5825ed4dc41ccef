import Foundation

/// Signals of threads and of what they start.
package enum Signals {
    /// Calls `body` with no signal held back. Threads of the pool that tests run on hold most of them back, and so would the processes that
    /// `body` starts: those could be ended by SIGKILL alone.
    package static func unblocked<Result>(_ body: () throws -> Result) rethrows -> Result {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return try body()
    }
}
