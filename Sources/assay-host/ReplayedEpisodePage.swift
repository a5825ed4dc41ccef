import Replay
import Environments
import Pages
import Rendering
import Rollouts
import RunStore
import ScriptAPI

/// A conversation turn by turn, with what came of its programs now.
struct ReplayedEpisodePage {
    let recorded: RecordedEpisode
    /// Nil when the record does not say enough.
    let replayed: ReplayedEpisode?
    let report: ReplayReport

    var page: Page {
        let episode = recorded.episode
        let head = Text("episode \(recorded.index) of \(recorded.origin.label)", .heading)
        var page = Page([.line(head + Text("  problem \(episode.problem.name)"))], data: report.json)
        page.sections.append(.init([.verbatim(episode.problem.statement)]))
        for (index, turn) in episode.turns.enumerated() { page.sections.append(.init(blocks(index, turn))) }
        page.sections.append(.init(end))
        return page
    }

    private func blocks(_ index: Int, _ turn: Turn) -> [Page.Block] {
        let now = replayed.map { $0.episode.turns[index].verdict?.rawValue ?? "no program" }
        let then = turn.verdict?.rawValue ?? "no program"
        let verdict = now == nil || now == then ? Text(then) : Text("\(then) then, \(now ?? "") now", .bad)
        var blocks: [Page.Block] = [
            .line(
                Text("turn \(index + 1)", .heading) + "  " + verdict
                    + Text("  reward \(NumberFormat.short(turn.reward))"))
        ]
        if let program = turn.program { blocks.append(.code(program)) }
        for (test, outcome) in zip(recorded.episode.problem.publicTests, replayed?.judgements[index]?.outcomes ?? []) {
            blocks.append(
                .line(
                    Text("  executed  ", .aside)
                        + Text(
                            "\(ReplayPages.brief(test.input)) -> \(ReplayPages.brief(outcome.output)), expected "
                                + "\(ReplayPages.brief(test.expected)): \(outcome.verdict.rawValue)")))
        }
        if let feedback = turn.feedback {
            blocks += [.line(Text("  told:", .aside)), .paragraph(feedback, .doubtful, indent: 4)]
        }
        return blocks
    }

    private var end: [Page.Block] {
        let episode = recorded.episode
        var blocks: [Page.Block] = [
            .line(Text("solved \(episode.solved), reward \(NumberFormat.short(episode.reward))"))
        ]
        if replayed != nil {
            blocks.append(
                .line(
                    report.isConsistent
                        ? Text("everything follows", .good) : Text("\(report.findingCount) do not follow", .bad)))
        }
        blocks += report.findings.map { .line(Text(ReplayPages.line($0))) }
        return blocks + report.notCovered.map { .line(Text("  not covered: \($0)")) }
    }
}
