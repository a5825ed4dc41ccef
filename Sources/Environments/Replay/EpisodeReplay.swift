package import Rollouts

/// Recorded conversations gone through again without a policy: a driver whose policy is the record. What was sampled is taken from
/// there, everything that followed from it is worked out once more by the same `Conversation`.
package struct EpisodeReplay {
    /// A recorded episode and what it takes to go through it again.
    package struct Recorded: Sendable {
        package var episode: Episode
        /// Of the conversation.
        package var key: RandomKey

        /// A recorded episode.
        package init(episode: Episode, key: RandomKey) { (self.episode, self.key) = (episode, key) }
    }

    private let environment: CodeEnvironment
    private let takesFeedback: Bool

    /// - Parameters:
    ///   - environment: as it was when the episodes were played. Where it has no function that its configuration names, what that
    ///     function said is taken from the record.
    ///   - takesFeedback: whether messages are taken from the record in any case.
    package init(_ environment: CodeEnvironment, takesFeedback: Bool = false) {
        (self.environment, self.takesFeedback) = (environment, takesFeedback)
    }

    /// Goes through some episodes, turn by turn in step.
    ///
    /// - Parameter pool: what random feedback was drawn from.
    /// - Returns: the episodes, in their order, and what their programs earned for others.
    package func replay(
        _ recorded: [Recorded], pool: FeedbackPool = FeedbackPool()
    ) throws -> (replayed: [ReplayedEpisode], earned: FeedbackPool) {
        var conversations = try recorded.map {
            try Conversation(about: $0.episode.problem, rules: rules(for: $0.episode), pool: pool, key: $0.key)
        }
        let judge = ProgramJudge(executor: environment.executor, rules: environment.rules)
        while true {
            let asking = conversations.indices.filter {
                conversations[$0].isAsking && conversations[$0].hasAnswer(in: recorded[$0].episode)
            }
            guard !asking.isEmpty else { break }
            try environment.interrupt.check()
            for index in asking { try conversations[index].answer(from: recorded[index].episode) }
            try judge.judge(&conversations)
        }
        var earned = FeedbackPool()
        for conversation in conversations { earned.add(conversation.earned) }
        return (try zip(recorded, conversations).map { try ReplayedEpisode($1, beside: $0.episode) }, earned)
    }

    /// The environment's rules, with the record in place of functions that are not at hand.
    private func rules(for episode: Episode) -> ConversationRules {
        var rules = environment.rules
        if takesFeedback { rules.config.feedback = .function }
        if takesFeedback || rules.functions.feedback == nil {
            rules.functions.feedback = { attempt in episode.turns[attempt.turn - 1].feedback ?? "" }
        }
        if rules.functions.reward == nil {
            let rewards = episode.turns.map(\.reward)
            rules.functions.reward = { .perTurn(Array(rewards.prefix($0.turns.count))) }
        }
        return rules
    }
}

extension Conversation {
    /// Whether a record of this conversation says how it went on.
    fileprivate func hasAnswer(in recorded: Episode) -> Bool {
        episode.turns.count < recorded.turns.count || recorded.end == .context
    }

    /// Takes the record's next answer. Where it does not say why an answer ended, its program is taken as recorded.
    fileprivate mutating func answer(from recorded: Episode) throws {
        guard episode.turns.count < recorded.turns.count else { return try answer(Reply("", stop: .context)) }
        let turn = recorded.turns[episode.turns.count]
        guard let text = turn.text, let stop = turn.stop, stop != .context else { return try take(turn) }
        try answer(
            Reply(
                text, stop: stop,
                trace: TokenTrace(
                    prompt: turn.prompt, answer: turn.answer, logProbs: turn.logProbs, value: turn.value)))
    }
}
