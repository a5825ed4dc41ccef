import Glibc
import Synchronization

/// What Ctrl-C and a request to terminate do while a driver is at work: it notes them, and `poll` returns.
enum DriverSignals {
    private static let last = Atomic<Int32>(0)
    private static let count = Atomic<Int>(0)

    /// The signal that came last, and how many came.
    static var received: (number: Int32, count: Int) {
        (last.load(ordering: .relaxed), count.load(ordering: .relaxed))
    }

    /// Notes signals from now on. A reader of the output that goes away ends nothing.
    static func listen() {
        // Whoever started this process may have blocked them.
        var all = sigset_t()
        sigemptyset(&all)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&all, number) }
        sigprocmask(SIG_UNBLOCK, &all, nil)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            sigaction(number, nil, &action)
            // `nohup` has the program ignore the last of them.
            let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1  // SIG_IGN
            if number == SIGHUP, isIgnored { continue }
            signal(number) { number in
                DriverSignals.last.store(number, ordering: .relaxed)
                DriverSignals.count.add(1, ordering: .relaxed)
            }
        }
        signal(SIGPIPE, SIG_IGN)
    }
}
