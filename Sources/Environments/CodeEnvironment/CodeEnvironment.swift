package import Rollouts

/// Conversations about programming problems: the policy submits programs, tests run them, feedback says what failed.
///
/// An episode is one append-only sequence of tokens up to `window + 1` turns; later turns see the opening message and
/// the last `window` attempts (`Episode.context(ofTurn:window:)`). It ends when the public tests pass or the turns run out.
package struct CodeEnvironment {
    package let problems: any ProblemSet
    package let executor: any Executor
    package let style: any ConversationStyle
    /// With the style by name, where it has one.
    package let config: EnvironmentConfig
    package let functions: EnvironmentFunctions
    /// Stops conversations between two turns.
    package var interrupt = Interrupt()

    /// An environment over a problem set.
    ///
    /// - Parameter style: how to talk about the problems, in place of the configuration's style and the set's own.
    /// - Throws: `InvalidOption` for a setting out of range, `MissingFunction`.
    package init(
        problems: any ProblemSet, executor: any Executor, config: EnvironmentConfig = EnvironmentConfig(),
        functions: EnvironmentFunctions = EnvironmentFunctions(), style: (any ConversationStyle)? = nil
    ) throws {
        try config.check()
        if config.checker != nil, functions.checker == nil { throw MissingFunction(name: "checker") }
        (self.problems, self.executor, self.functions) = (problems, executor, functions)
        self.style = style ?? config.style?.style ?? (problems as? any StyledProblemSet)?.style ?? FencedStyle()
        var config = config
        config.style = config.style ?? StyleName(of: problems)
        self.config = config
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
    /// - Throws: `MissingMarker`, `Interrupted`, and what the policy, the executor or a function throws.
    package func rollout(policy: any Policy, problems: [Problem], key: RandomKey) throws -> [Episode] {
        var rollout = try Rollout(environment: self, policy: policy, problems: problems, key: key)
        return try rollout.play()
    }
}

extension CodeEnvironment: Environment {
    package var window: Int? { config.window }

    package func episodes(policy: any Policy, update: Int, count: Int, seed: UInt64) throws -> [Episode] {
        try rollout(
            policy: policy, problems: batch(update: update, count: count, seed: seed),
            key: RandomKey(seed: seed, purpose: .tokens, update: update))
    }
}
