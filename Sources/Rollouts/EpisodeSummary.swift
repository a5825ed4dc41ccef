/// What a batch of episodes says by itself, without the policy: the numbers of an update that follow from the record.
public struct EpisodeSummary: Sendable, Hashable {
    /// Mean over episodes of the environment's rewards, without any KL penalty.
    public let reward: Double
    /// Share of episodes whose last program passes all tests.
    public let solveRate: Double
    /// Share of episodes solved by the first program.
    public let firstTurnSolveRate: Double
    /// Mean number of turns.
    public let turns: Double
    /// Share of turns without valid code.
    public let invalidRate: Double
    /// Tokens that the policy sampled.
    public let sampledTokens: Int
    /// Tokens of all episodes, the environment's included.
    public let tokens: Int

    /// Sums in the order of the episodes, so that the same episodes give the same bits.
    public init(_ episodes: [Episode]) {
        let count = Double(episodes.count), all = episodes.flatMap(\.turns)
        reward = episodes.reduce(0) { $0 + $1.reward } / count
        solveRate = Double(episodes.count { $0.solved }) / count
        firstTurnSolveRate = Double(episodes.count { $0.solved && $0.turns.count == 1 }) / count
        turns = Double(all.count) / count
        invalidRate = Double(all.count { $0.isInvalid }) / Double(all.count)
        sampledTokens = all.reduce(0) { $0 + $1.answer.count }
        tokens = all.reduce(0) { $0 + $1.prompt.count + $1.answer.count }
    }
}
