import Rollouts

/// A conversation in Markdown, for TensorBoard's text page.
enum Transcript {
    /// The most characters of one piece: a statement, an answer, a feedback.
    private static let most = 4000

    /// The conversation of `episode`.
    static func markdown(_ episode: RecordedEpisode) -> String {
        let played = episode.episode
        var parts = [
            "**\(played.solved ? "solved" : "not solved")**, reward \(played.reward)",
            "problem", block(played.problem.name), block(played.problem.statement),
        ]
        for (index, turn) in played.turns.enumerated() {
            parts.append("**turn \(index + 1)**: \(turn.verdict?.rawValue ?? "no program"), reward \(turn.reward)")
            if let answer = turn.program ?? turn.text { parts.append(block(answer)) }
            if let feedback = turn.feedback { parts += ["told", block(feedback)] }
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// Lines that Markdown leaves as they are: no text can end a block by indentation, as it could one between fences.
    private static func block(_ text: String) -> String {
        let shown = text.count > most ? text.prefix(most) + " …" : text[...]
        let lines = shown.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.map { "    " + $0 }.joined(separator: "\n")
    }
}
