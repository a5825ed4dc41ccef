package import Rendering
import Rollouts
package import RunStore

/// A conversation as a person reads it.
package struct EpisodePage {
    let episode: RecordedEpisode

    package init(episode: RecordedEpisode) { self.episode = episode }

    /// Episode `number` of `origin`, or of all.
    ///
    /// - Throws: `NoSuchEpisode`, which says what there is.
    package static func find(_ number: Int, of origin: EpisodeOrigin?, in run: RunReader) throws -> RecordedEpisode {
        let episodes = try run.episodes()
        if let found = try episodes.episode(number, of: origin) { return found }
        throw NoSuchEpisode(number: number, origin: origin, run: run.info.id, origins: episodes.origins)
    }

    package func text(on terminal: Terminal) -> String {
        let style = terminal.style
        let played = episode.episode
        let outcome = played.solved ? style.green("solved") : style.red("not solved")
        var lines = [
            style.bold("episode \(episode.index) of \(Self.name(episode.origin))") + "  " + outcome
                + "  reward \(NumberFormat.short(played.reward))  problem \(TextWidth.printable(played.problem.name))",
            "",
        ]
        lines += Self.shown(played.problem.statement, width: terminal.width)
        for (index, turn) in played.turns.enumerated() {
            lines += [""] + self.lines(of: turn, number: index + 1, terminal)
        }
        if !played.solved, played.passedPublic {
            lines += ["", style.yellow("passed the public tests, not the private ones")]
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func lines(of turn: Turn, number: Int, _ terminal: Terminal) -> [String] {
        let style = terminal.style
        let verdict = turn.verdict.map { $0 == .accepted ? style.green($0.rawValue) : style.red($0.rawValue) }
        let certainty = turn.logProbs.reduce(0) { $0 + Double($1) } / Double(max(1, turn.logProbs.count))
        let numbers =
            "reward \(NumberFormat.short(turn.reward))  value \(NumberFormat.short(Double(turn.value)))  "
            + "\(turn.answer.count) tokens, log-probability \(NumberFormat.short(certainty)) a token"
        var lines = [
            style.bold("turn \(number)") + "  " + (verdict ?? style.red("no program")) + "  " + style.dim(numbers)
        ]
        if let program = turn.program {
            lines += Self.numbered(program, style: style)
        } else if let answer = episode.answers[number - 1] {
            lines += Self.shown(answer, width: terminal.width - 4).map { "    " + $0 }
        }
        if let feedback = turn.feedback {
            lines.append(style.dim("  told:"))
            lines += Self.shown(feedback, width: terminal.width - 4).map { style.yellow("    " + $0) }
        }
        return lines
    }

    /// `program` with its line numbers, which tracebacks refer to.
    private static func numbered(_ program: String, style: TextStyle) -> [String] {
        var lines = program.split(separator: "\n", omittingEmptySubsequences: false)
        while lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        return lines.enumerated().map { index, line in
            let number = TextWidth.pad(String(index + 1), to: 4, right: true)
            return style.dim(number + " │ ") + style.cyan(TextWidth.printable(String(line)))
        }
    }

    private static func shown(_ text: String, width: Int) -> [String] {
        var lines = TextWidth.wrap(TextWidth.printable(text), to: max(20, width))
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    package static func name(_ origin: EpisodeOrigin) -> String {
        switch origin {
        case .update(let number): "update \(number)"
        case .evaluation(let name): "evaluation \"\(TextWidth.printable(name))\""
        }
    }
}

/// The record holds no such episode.
package struct NoSuchEpisode: Error, CustomStringConvertible {
    let number: Int
    let origin: EpisodeOrigin?
    let run: String
    let origins: [(origin: EpisodeOrigin, count: Int)]

    package var description: String {
        let place = origin.map { " of \(EpisodePage.name($0))" } ?? ""
        guard !origins.isEmpty else { return "there is no episode \(number)\(place): \(run) recorded none" }
        let known = origin.flatMap { origin in origins.first { $0.origin == origin }?.count }
        if let known { return "there is no episode \(number)\(place) in \(run): it has 1 to \(known)" }
        return "there is no episode \(number)\(place) in \(run): it recorded \(RunPage.describe(origins))"
    }
}
