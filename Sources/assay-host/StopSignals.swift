import Dispatch
import Foundation
import Rendering
import Rollouts
import Synchronization

/// What Ctrl-C, a request to terminate and a terminal that goes away do while something runs.
///
/// The first stops the work at its next step; a second one ends the process at once. `nohup` has the program ignore the last of them.
final class StopSignals: Sendable {
    private let received = Atomic<Int32>(0)

    /// The signal that came first, or zero.
    var number: Int32 { received.load(ordering: .relaxed) }

    /// Calls `body`, during which signals stop what has the token.
    ///
    /// - Parameters:
    ///   - abandon: called before the process ends at once.
    ///   - gently: called in place of stopping the work at its next step, which then happens only after so many seconds; SIGUSR1 does the same.
    static func handled<Value>(
        stopping interrupt: Interrupt, abandon: @escaping @Sendable () -> Void = {},
        gently: (ask: @Sendable () -> Void, seconds: Double)? = nil,
        _ body: (StopSignals) throws -> Value
    ) rethrows -> Value {
        let signals = StopSignals()
        let sources = signals.listen(interrupt, abandon, gently)
        defer { for source in sources { source.cancel() } }
        // A reader that goes away, such as `head`, does not end the run.
        signal(SIGPIPE, SIG_IGN)
        // Nor does a file that grows beyond `ulimit -f`: the write says so, and the script is told.
        signal(SIGXFSZ, SIG_IGN)
        return try body(signals)
    }

    private func listen(
        _ interrupt: Interrupt, _ abandon: @escaping @Sendable () -> Void,
        _ gently: (ask: @Sendable () -> Void, seconds: Double)?
    ) -> [any DispatchSourceSignal] {
        // Ahead of the numerics, which keep every core busy.
        let queue = DispatchQueue(label: "signals", qos: .userInteractive)
        return ([SIGINT, SIGTERM, SIGHUP] + (gently == nil ? [] : [SIGUSR1])).compactMap { number in
            var action = sigaction()
            sigaction(number, nil, &action)
            let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1  // SIG_IGN
            if number == SIGHUP, isIgnored { return nil }
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [self] in
                // The terminal has written ^C where a progress line may stand.
                if Terminal.errors.isInteractive { Terminal.errors.rewriteLine("") }
                if let gently, received.load(ordering: .relaxed) == 0 {
                    received.store(number, ordering: .relaxed)
                    gently.ask()
                    return queue.asyncAfter(deadline: .now() + gently.seconds) { interrupt.request() }
                }
                // A cluster sends its warnings again.
                if gently != nil, number != SIGINT { return }
                if interrupt.isRequested {
                    abandon()
                    _exit(128 + number)
                }
                received.store(number, ordering: .relaxed)
                interrupt.request()
            }
            source.resume()
            return source
        }
    }
}
