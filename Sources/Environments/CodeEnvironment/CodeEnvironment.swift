package import Rollouts

/// Conversations about programming problems: the policy submits programs, tests run them, feedback says what failed.
///
/// An episode is one append-only sequence of tokens up to `window + 1` turns; later turns see the opening message and
/// the last `window` attempts (`Episode.context(ofTurn:window:)`). It ends when the public tests pass or the turns run out.
package struct CodeEnvironment {
    package let problems: any ProblemSet
    package let executor: any Executor
    package let style: any ConversationStyle
    package let options: Options
    /// Stops conversations between two turns.
    package var interrupt = Interrupt()

    /// An environment over a problem set.
    ///
    /// - Parameter style: how to talk about the problems; nil takes the set's own style, or `FencedStyle`.
    /// - Throws: `InvalidOption` for an option out of range.
    package init(
        problems: any ProblemSet, executor: any Executor, style: (any ConversationStyle)? = nil,
        options: Options = Options()
    ) throws {
        try options.check()
        (self.problems, self.executor, self.options) = (problems, executor, options)
        self.style = style ?? (problems as? any StyledProblemSet)?.style ?? FencedStyle()
    }

    /// The problems of update `update`, numbered from 0: positions `update * count ..< (update + 1) * count` of an
    /// endless list in which every pass over the set is in an order of its own. So no problem comes again before all
    /// the others have come.
    package func batch(update: Int, count: Int, seed: UInt64) throws -> [Problem] {
        let order = ProblemOrder(count: problems.count, seed: seed)
        return try order.indices(update * count..<(update + 1) * count).map { try problems.problem(at: $0) }
    }

    /// Plays one episode per problem, all of them turn by turn in step.
    ///
    /// The tokens of row `r` at turn `t` (from 0) are drawn with the key's seed, purpose and update, episode
    /// `key.episode + r` and turn `t`. So an episode does not depend on the batch that it is played in, with one
    /// exception: random feedback comes from the other rows.
    ///
    /// - Parameter temperature: of sampling; 0 takes the most probable token.
    /// - Throws: `MissingMarker`, `Interrupted`, and what the policy, the executor or a custom rule throws.
    package func rollout(
        policy: any Policy, problems: [Problem], temperature: Double = 1, key: RandomKey
    ) throws -> [Episode] {
        var rollout = try Rollout(
            environment: self, policy: policy, problems: problems, temperature: temperature, key: key)
        return try rollout.play()
    }
}
