import Synchronization

/// One line that tells how far the work is.
///
/// On a terminal it is rewritten in place, at most ten times a second; elsewhere a line is printed now and then. Text
/// that the script prints meanwhile goes through `print`, so that the two never mix. Safe on any thread.
package final class ProgressLine: Sendable {
    private struct State: Sendable {
        var shown = false
        var text = ""
        var lastWrite: Duration?
    }

    private let terminal: Terminal
    private let pause: Duration
    private let now: @Sendable () -> Duration
    private let state = Mutex(State())

    /// A line on `terminal`; elsewhere than on a terminal, one at most every `pause`.
    package convenience init(terminal: Terminal = .errors, pause: Duration = .seconds(10)) {
        let start = ContinuousClock.now
        self.init(terminal: terminal, pause: pause) { start.duration(to: .now) }
    }

    /// The same with a clock of the caller's, for tests.
    package init(terminal: Terminal, pause: Duration, now: @escaping @Sendable () -> Duration) {
        (self.terminal, self.pause, self.now) = (terminal, pause, now)
    }

    /// Shows `text`, unless the last change is too recent; `always` shows it all the same.
    package func show(_ text: String, always: Bool = false) {
        state.withLock { state in
            let time = now()
            state.text = TextWidth.printable(text.replacing("\n", with: " "))
            let interval = terminal.isInteractive ? .milliseconds(100) : pause
            if !always, let last = state.lastWrite, time - last < interval { return }
            state.lastWrite = time
            draw(&state)
        }
    }

    /// Prints ordinary text; the line reappears beneath it.
    package func print(_ text: String, to destination: Terminal = .output) {
        state.withLock { state in
            guard terminal.isInteractive, state.shown else { return destination.print(text) }
            terminal.rewriteLine("")
            destination.print(text)
            if text.hasSuffix("\n") { draw(&state) } else { state.shown = false }
        }
    }

    /// Takes the line away; a terminal is left as if it had never been there.
    package func clear() {
        state.withLock { state in
            if terminal.isInteractive, state.shown { terminal.rewriteLine("") }
            state = State()
        }
    }

    private func draw(_ state: inout State) {
        if terminal.isInteractive {
            // One column stays free: a full line would wrap.
            terminal.rewriteLine(TextWidth.fit(state.text, to: terminal.width - 1))
            state.shown = true
        } else {
            terminal.write(state.text + "\n")
        }
    }
}
