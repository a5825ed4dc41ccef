package import Rendering

/// Shows a sweep in a terminal: a line for each trial that ends, and beneath them how far all is. In a log the latter comes now and then.
package final class TerminalSweepObserver: SweepObserver {
    /// Columns of what a trial says of itself.
    private static let longest = 40

    private let goal: Goal?
    private let width: Int
    private let line: ProgressLine
    private let terminal: Terminal

    /// - Parameter trials: how many the sweep has.
    package init(goal: Goal?, trials: Int, terminal: Terminal = .errors) {
        (self.goal, self.terminal, width) = (goal, terminal, String(trials).count)
        line = ProgressLine(terminal: terminal)
    }

    package func started(_ trial: Trial) {}

    package func ended(_ standing: TrialStanding) {
        let number =
            String(repeating: " ", count: width - String(standing.trial.number).count) + "\(standing.trial.number)"
        var parts = ["trial \(number)", standing.state.name, standing.trial.label]
        if let goal, let value = standing.value { parts.append("\(goal.name) \(NumberFormat.short(value))") }
        switch standing.state {
        case .linked(let run): parts.append("is \(run)")
        case .failed(let error): parts.append(error)
        default: if let seconds = standing.seconds { parts.append(NumberFormat.duration(seconds)) }
        }
        say(parts.joined(separator: "  "))
    }

    package func note(_ sentence: String) { say("note: " + sentence) }

    package func progress(_ progress: SweepProgress) {
        guard progress.done + progress.failed < progress.total else { return line.clear() }
        var parts = ["\(progress.done) of \(progress.total) done"]
        if progress.failed > 0 { parts.append("\(progress.failed) failed") }
        if let goal, let best = progress.best {
            parts.append("best \(goal.name) \(NumberFormat.short(best.value)) (\(best.trial.label))")
        }
        if let left = progress.left { parts.append("\(NumberFormat.duration(left)) left") }
        for running in progress.running.prefix(4) {
            parts.append(
                "\(running.trial.number)"
                    + (running.progress.isEmpty ? "" : ": \(TextWidth.fit(running.progress, to: Self.longest))"))
        }
        line.show(parts.joined(separator: " · "))
    }

    /// Takes the line away.
    package func end() { line.clear() }

    private func say(_ sentence: String) { line.print(TextWidth.printable(sentence) + "\n", to: terminal) }
}
