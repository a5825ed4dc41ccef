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
    /// How many of `actions` and of `valueRows` come before each sequence, and in all.
    private var actionCounts = [0], turnCounts = [0]

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
        actionCounts.append(actions.count)
        turnCounts.append(valueRows.count)
    }

    /// Some consecutive sequences of a batch, for a pass of their own.
    package struct Part {
        package let sequences: PackedSequences
        /// Which of the batch's actions and turns are the part's.
        package let actions: Range<Int>, turns: Range<Int>
        /// As the batch's, but counted from the part's first token.
        package let actionRows: [Int32], valueRows: [Int32]
    }

    /// The batch cut into parts of at most `tokens` tokens, or of one sequence.
    package func parts(tokens: Int) -> [Part] {
        sequences.runs(tokens: tokens).map { range in
            let first = sequences.offsets[range.lowerBound]
            let actions = actionCounts[range.lowerBound]..<actionCounts[range.upperBound]
            let turns = turnCounts[range.lowerBound]..<turnCounts[range.upperBound]
            return Part(
                sequences: sequences[range], actions: actions, turns: turns,
                actionRows: actionRows[actions].map { $0 - first }, valueRows: valueRows[turns].map { $0 - first })
        }
    }
}
