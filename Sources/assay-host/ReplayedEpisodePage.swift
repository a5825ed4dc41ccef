import Environments
import Rendering
import Rollouts
import RunStore
import ScriptAPI

/// A conversation turn by turn, with what came of its programs now.
struct ReplayedEpisodePage {
    let recorded: RecordedEpisode
    /// Nil when the record does not say enough.
    let replayed: EpisodeReplay.Replayed?
    let report: ReplayReport

    func text(on terminal: Terminal) -> String {
        let style = terminal.style, episode = recorded.episode
        var lines = [
            style.bold("episode \(recorded.index) of \(recorded.origin.label)") + "  problem \(episode.problem.name)",
            "",
        ]
        lines += indented(episode.problem.statement, "")
        for (index, turn) in episode.turns.enumerated() {
            lines += ["", head(index, turn, style)]
            if let program = turn.program { lines += indented(program, "    ").map(style.cyan) }
            for (test, outcome) in zip(episode.problem.publicTests, replayed?.judgements[index]?.outcomes ?? []) {
                lines.append(
                    style.dim("  executed  ")
                        + TextWidth.printable(
                            "\(ReplayPages.brief(test.input)) -> \(ReplayPages.brief(outcome.output)), expected "
                                + "\(ReplayPages.brief(test.expected)): \(outcome.verdict.rawValue)"))
            }
            if let feedback = turn.feedback {
                lines.append(style.dim("  told:"))
                lines += indented(feedback, "    ").map(style.yellow)
            }
        }
        let end = "solved \(episode.solved), reward \(NumberFormat.short(episode.reward))"
        lines += ["", end]
        if replayed != nil {
            lines.append(
                report.isConsistent
                    ? style.green("everything follows") : style.red("\(report.findingCount) do not follow"))
        }
        for finding in report.findings {
            lines.append(
                TextWidth.printable(
                    "  \(finding.place): \(finding.what) is \(ReplayPages.brief(finding.recorded)) in the record, "
                        + "\(ReplayPages.brief(finding.rebuilt)) by replay"))
        }
        lines += report.notCovered.map { TextWidth.printable("  not covered: \($0)") }
        return lines.map { $0 + "\n" }.joined()
    }

    private func head(_ index: Int, _ turn: Turn, _ style: TextStyle) -> String {
        let now = replayed.map { $0.episode.turns[index].verdict?.rawValue ?? "no program" }
        let then = turn.verdict?.rawValue ?? "no program"
        let verdict = now == nil || now == then ? then : style.red("\(then) then, \(now ?? "") now")
        return style.bold("turn \(index + 1)") + "  \(verdict)  reward \(NumberFormat.short(turn.reward))"
    }

    private func indented(_ text: String, _ indent: String) -> [String] {
        var lines = TextWidth.printable(text).split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { indent + $0 }
    }
}
