package import Models
package import Rollouts

/// Episodes laid out for one forward pass: the rows whose states predict the policy's own tokens, and those whose
/// states the critic values. Environment tokens are context; no row of theirs is ever predicted.
package struct EpisodeBatch {
    package private(set) var sequences = PackedSequences()
    /// The row before each token that the policy sampled, turn by turn.
    package private(set) var actionRows: [Int32] = []
    /// The token sampled after each of `actionRows`.
    package private(set) var actions: [TokenID] = []
    /// The last row of each turn's prompt.
    package private(set) var valueRows: [Int32] = []
    /// How many tokens each turn has, in the order of `valueRows`.
    package private(set) var turnLengths: [Int] = []

    /// Lays out `episodes`: the turns that share one append-only context as one sequence, each later one as its own.
    package init(_ episodes: [Episode], window: Int?) {
        for episode in episodes where !episode.turns.isEmpty {
            let together = window.map { min(episode.turns.count, $0 + 1) } ?? episode.turns.count
            append(episode, turns: 0..<together, context: [])
            for turn in together..<max(together, episode.turns.count) {
                append(episode, turns: turn..<turn + 1, context: episode.context(ofTurn: turn, window: window))
            }
        }
    }

    /// - Parameter context: what the first of `turns` answers; empty when its prompt is all there is.
    private mutating func append(_ episode: Episode, turns: Range<Int>, context: [TokenID]) {
        var tokens = context
        let first = sequences.tokens.count
        for turn in episode.turns[turns] {
            if context.isEmpty { tokens += turn.prompt }
            valueRows.append(Int32(first + tokens.count - 1))
            turnLengths.append(turn.answer.count)
            for token in turn.answer {
                actionRows.append(Int32(first + tokens.count - 1))
                actions.append(token)
                tokens.append(token)
            }
        }
        // Nothing is predicted after the last token, unless nothing was sampled in the last turn.
        sequences.append(tokens.dropLast(episode.turns[turns.upperBound - 1].answer.isEmpty ? 0 : 1))
    }
}
