package import Rollouts

/// Conversations about programming problems: the policy submits programs, tests run them, feedback says what failed.
///
/// An episode is one append-only sequence of tokens up to `window + 1` turns; later turns see the opening message and
/// the last `window` attempts (`Episode.context(ofTurn:window:)`). It ends when the public tests pass or the turns run out.
package struct CodeEnvironment {
    package let problems: any ProblemSet
    package let executor: any Executor
    package let template: any PromptTemplate
    /// With the template by name, where it has one.
    package let config: EnvironmentConfig
    package let functions: EnvironmentFunctions
    /// Stops conversations between two turns.
    package var interrupt = Interrupt()

    /// An environment over a problem set.
    ///
    /// - Parameter template: how to talk about the problems, in place of the configuration's template and the set's own.
    /// - Throws: `InvalidOption` for a setting out of range, `MissingFunction`.
    package init(
        problems: any ProblemSet, executor: any Executor, config: EnvironmentConfig = EnvironmentConfig(),
        functions: EnvironmentFunctions = EnvironmentFunctions(), template: (any PromptTemplate)? = nil
    ) throws {
        try config.check()
        if config.checker != nil, functions.checker == nil { throw MissingFunction(name: "checker") }
        (self.problems, self.executor, self.functions) = (problems, executor, functions)
        self.template =
            template ?? config.template?.template ?? (problems as? any TemplatedProblemSet)?.template
            ?? FencedTemplate()
        // What earlier records say of all tests, `.max`, was ignored, and is so when they are replayed.
        if self.template.showsOnlyFirstFailure, config.feedback.value == .execution,
            (2..<Int.max).contains(config.feedbackTests)
        {
            throw InvalidOption(
                name: "feedback_tests", value: "\(config.feedbackTests)",
                allowed: "1 for these problems' own template, which shows the first failure alone; give template = "
                    + "\"fenced\", or a function as feedback")
        }
        var config = config
        config.template = config.template ?? PromptTemplateName(of: problems)
        self.config = config
    }

    /// The problems of update `update`, numbered from 0: positions `update * count ..< (update + 1) * count` of an
    /// endless list in which every pass over the set is in an order of its own. So no problem comes again before all
    /// the others have come. With `group` above 1 `count / group` problems are taken, each `group` times in a row.
    package func batch(update: Int, count: Int, seed: UInt64) throws -> [Problem] {
        guard count.isMultiple(of: group) else {
            throw InvalidOption(
                name: "group", value: "\(group)", allowed: "a divisor of the \(count) conversations of an update")
        }
        let order = ProblemOrder(count: problems.count, seed: seed), different = count / group
        return try order.indices(update * different..<(update + 1) * different).flatMap {
            [Problem](repeating: try problems.problem(at: $0), count: group)
        }
    }

    /// Conversations a problem in one update.
    package var group: Int { config.group }

    /// What decides in its conversations.
    package var rules: ConversationRules { ConversationRules(config: config, functions: functions, template: template) }

    /// Plays one episode per problem, turn by turn in step.
    ///
    /// The tokens of row `r` at turn `t` (from 0) are drawn with the key's seed, purpose and update, episode
    /// `key.episode + r` and turn `t`. So an episode does not depend on the batch that it is played in.
    ///
    /// - Parameter pool: what random feedback is drawn from.
    /// - Throws: `Interrupted`, and what the policy, the executor or a function throws.
    package func rollout(
        policy: any Policy, problems: [Problem], key: RandomKey, pool: FeedbackPool = FeedbackPool()
    ) throws -> Rollout {
        var conversations = try begin(problems, key: key, pool: pool)
        let session = try policy.session(conversations: problems.count, replyOptions)
        try LockstepDriver(judge: ProgramJudge(executor: executor, rules: rules), interrupt: interrupt)
            .play(&conversations) { try session.reply(to: $0) }
        return try Rollout(conversations)
    }

    /// Plays one episode per problem, each at its own pace: the same episodes.
    ///
    /// - Parameter limit: the most conversations in flight at a time, at least 1.
    package func rollout(
        policy: any ConcurrentPolicy, problems: [Problem], key: RandomKey, pool: FeedbackPool = FeedbackPool(),
        limit: Int
    ) throws -> Rollout {
        precondition(limit > 0, "no conversation could begin")
        var conversations = try begin(problems, key: key, pool: pool)
        try ConcurrentDriver(judge: ProgramJudge(executor: executor, rules: rules), interrupt: interrupt, limit: limit)
            .play(&conversations, policy: policy, options: replyOptions)
        return try Rollout(conversations)
    }

    private func begin(_ problems: [Problem], key: RandomKey, pool: FeedbackPool) throws -> [Conversation] {
        try problems.enumerated().map { row, problem in
            var own = key
            own.episode += UInt32(row)
            return try Conversation(about: problem, rules: rules, pool: pool, key: own)
        }
    }

    private var replyOptions: ReplyOptions {
        var options = ReplyOptions(
            temperature: config.temperature, maximumTokens: config.maxTokens ?? template.maximumAnswerTokens,
            window: config.window)
        (options.topK, options.topP, options.minP) = (config.topK, config.topP, config.minP)
        options.stops = config.stop
        return options
    }
}

/// What playing some problems came to.
package struct Rollout {
    /// In the order of the problems.
    package var episodes: [Episode]
    /// What failing programs earned, for random feedback on other problems later on; empty where feedback is another.
    package var earned: FeedbackPool

    /// Conversations that are over, paid in their order.
    init(_ conversations: [Conversation]) throws {
        earned = FeedbackPool()
        for conversation in conversations { earned.add(conversation.earned) }
        episodes = try conversations.map { try $0.paid() }
    }
}
