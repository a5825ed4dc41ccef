package import Rollouts

/// A conversation about one problem: a value that says what must happen next, is told what came of it, and alone decides when a turn
/// ends, what is told, when it is over and what it pays. Drivers only carry messages to the policy and programs to the executor.
///
/// The private tests are due for exactly the programs that pass the public ones, since these end the conversation. Where feedback shows
/// no more than one failure (`feedback_tests`, or a template that never shows more), one submission of both, stopped at the first
/// failure, therefore runs what two would run, and compiles once. Where it shows more, the public tests run to their end first.
package struct Conversation {
    /// What must happen next.
    package enum State: Sendable, Hashable {
        /// The policy must answer `messages`.
        case ask
        /// A program must be judged.
        case judge(Submission)
        /// It is over.
        case done
    }

    package private(set) var state = State.ask
    var isAsking: Bool { state == .ask }
    /// What must be judged; nil when nothing must.
    var submission: Submission? { if case .judge(let submission) = state { submission } else { nil } }
    /// As far as it has come; without rewards, see `paid()`.
    package private(set) var episode: Episode
    /// What the public tests said, by turn, up to the last failure that may be shown; nil for turns without a program.
    package private(set) var judgements: [Judgement?] = []
    /// What its failing programs earned for other problems, where feedback is random.
    package private(set) var earned = FeedbackPool()

    private let rules: ConversationRules
    private let pool: FeedbackPool
    private let key: RandomKey

    /// A conversation that has not begun.
    ///
    /// - Parameters:
    ///   - pool: what random feedback is drawn from.
    ///   - key: of the conversation: the numbers of its turn `t`, from 0, have this key with `t` as its turn.
    /// - Throws: `MissingPublicTests`, `CheckerWithoutOutput`.
    package init(about problem: Problem, rules: ConversationRules, pool: FeedbackPool, key: RandomKey) throws {
        guard !problem.publicTests.isEmpty else { throw MissingPublicTests(problem: problem.name) }
        if rules.config.checker != nil, problem.comparison == .asserts {
            throw CheckerWithoutOutput(problem: problem.name)
        }
        episode = Episode(problem: problem)
        (self.rules, self.pool, self.key) = (rules, pool, key)
    }

    // MARK: The policy's part

    /// What the policy is to see: the opening message, the last `window` attempts with what was told of each.
    package var messages: [Message] {
        var messages = [Message(.user, rules.template.opening(episode.problem))]
        for turn in episode.turns.suffix(rules.config.window) {
            messages += [Message(.assistant, turn.text ?? ""), Message(.user, turn.feedback ?? "")]
        }
        return messages
    }

    /// What the policy is asked as conversation `number` of its session.
    package func request(_ number: Int) -> ReplyRequest {
        ReplyRequest(conversation: number, messages: messages, key: key(key.purpose, turn: episode.turns.count))
    }

    /// Takes the policy's answer.
    package mutating func answer(_ reply: Reply) throws {
        guard reply.stop != .context else { return finish(.context) }
        var turn = Turn(reply)
        turn.program =
            reply.stop == .malformed ? nil : rules.template.program(in: reply.text, ended: reply.stop == .end)
        try take(turn)
    }

    /// Takes an answer whose program is known.
    mutating func take(_ turn: Turn) throws {
        precondition(state == .ask)
        var turn = turn
        (turn.verdict, turn.feedback, turn.reward) = (nil, nil, 0)
        episode.turns.append(turn)
        judgements.append(nil)
        guard let program = turn.program else { return try goOn() }
        state = .judge(
            Submission(
                source: program, tests: problem.publicTests + (showsOneFailure ? problem.privateTests : []),
                stopsAtFirstFailure: showsOneFailure, comparison: problem.comparison))
    }

    // MARK: The tests' part

    /// Takes what the executor said of the program.
    package mutating func judged(_ judgement: Judgement) throws {
        let count = problem.publicTests.count
        if episode.passedPublic {
            // Those of the private tests, apart.
            episode.solved = judgement.verdict == .accepted
            return finish(.passed)
        }
        if judgement.verdict == .compileError {
            judgements[judgements.count - 1] = judgement
            return try goOn()
        }
        let outcomes = Judgement(outcomes: Array(judgement.outcomes.prefix(count)))
        judgements[judgements.count - 1] = outcomes.upToFailure(rules.config.feedbackTests)
        guard outcomes.outcomes.count == count, outcomes.verdict == .accepted else { return try goOn() }
        (episode.passedPublic, episode.turns[episode.turns.count - 1].verdict) = (true, .accepted)
        if showsOneFailure {
            episode.solved =
                judgement.outcomes.count == count + problem.privateTests.count && judgement.verdict == .accepted
            return finish(.passed)
        }
        state = .judge(
            Submission(
                source: episode.turns.last?.program ?? "", tests: problem.privateTests, comparison: problem.comparison))
    }

    /// Ends a turn that did not pass.
    private mutating func goOn() throws {
        let last = episode.turns.count - 1
        let attempt = Attempt(
            problem: problem, turn: last + 1, program: episode.turns[last].program, judgement: judgements[last])
        episode.turns[last].verdict = attempt.judgement?.verdict
        if rules.config.feedback.value == .random, !attempt.isInvalid {
            earned.add(rules.template.feedback(on: attempt), problem: problem.name)
        }
        guard last + 1 < rules.config.turns else { return finish(.turns) }
        episode.turns[last].feedback = try feedback(on: attempt)
        state = .ask
    }

    private func feedback(on attempt: Attempt) throws -> String {
        switch rules.config.feedback {
        case .value(.execution): return rules.template.feedback(on: attempt)
        case .value(.random):
            return pool.draw(for: problem.name, key: key(.feedback, turn: attempt.turn - 1)) ?? rules.template.bareRetry
        case .value(.none): return rules.template.bareRetry
        case .function:
            guard let function = rules.functions.feedback else { throw MissingFunction(name: "feedback") }
            return try function(attempt)
        }
    }

    private mutating func finish(_ end: Episode.End) { (episode.end, state) = (end, .done) }

    // MARK: The end

    /// The episode with its rewards.
    ///
    /// - Throws: `InvalidPayment`, `MissingFunction`, and what a reward function throws.
    package func paid() throws -> Episode {
        var episode = episode
        try rules.config.reward.pay(&episode, rules.functions.reward)
        return episode
    }

    private var problem: Problem { episode.problem }
    private var showsOneFailure: Bool {
        rules.config.feedbackTests == 1 || rules.template.showsOnlyFirstFailure || problem.publicTests.count == 1
    }

    private func key(_ purpose: RandomKey.Purpose, turn: Int) -> RandomKey {
        var key = key
        (key.purpose, key.turn) = (purpose, UInt16(turn))
        return key
    }
}

extension Judgement {
    /// The outcomes up to the failure of this number, from 1.
    fileprivate func upToFailure(_ number: Int) -> Judgement {
        let failures = outcomes.indices.filter { outcomes[$0].verdict != .accepted }
        return failures.count < number ? self : Judgement(outcomes: Array(outcomes[...failures[number - 1]]))
    }
}

/// A problem that gives no feedback and cannot end an episode.
package struct MissingPublicTests: Error, CustomStringConvertible {
    package var problem: String

    package var description: String {
        "problem \(problem) has no public tests: a conversation needs at least one, so leave the problem out"
    }
}

/// What decides in a conversation, beside its problem.
package struct ConversationRules {
    package var config: EnvironmentConfig
    package var functions: EnvironmentFunctions
    package var template: any PromptTemplate

    /// Rules from their parts.
    package init(
        config: EnvironmentConfig = EnvironmentConfig(), functions: EnvironmentFunctions = EnvironmentFunctions(),
        template: any PromptTemplate
    ) {
        (self.config, self.functions, self.template) = (config, functions, template)
    }
}
