internal import Rollouts

/// A batch of conversations under way.
struct Rollout {
    private let environment: CodeEnvironment
    private let codec: any TokenCodec
    private let markers: ChatMarkers
    private let session: any SamplingSession
    private let judge: Judge
    private let key: RandomKey
    private var episodes: [Episode]
    /// What each row is told next, with its markers.
    private var prompts: [[TokenID]] = []
    /// The rows whose episodes go on.
    private var alive: [Int]
    private var earned: EarnedFeedback

    init(
        environment: CodeEnvironment, policy: any Policy, problems: [Problem], key: RandomKey
    ) throws {
        for problem in problems where problem.publicTests.isEmpty { throw MissingPublicTests(problem: problem.name) }
        self.environment = environment
        self.key = key
        codec = policy.codec
        markers = try ChatMarkers(codec)
        if environment.config.checker != nil, let problem = problems.first(where: { $0.comparison == .asserts }) {
            throw CheckerWithoutOutput(problem: problem.name)
        }
        judge = Judge(environment)
        let limit = environment.config.maxTokens ?? environment.style.maximumAnswerTokens
        session = try policy.session(
            rows: problems.count,
            sampling: Sampling(temperature: environment.config.temperature, maximumTokens: limit, end: markers.end))
        episodes = problems.map { Episode(problem: $0) }
        alive = Array(problems.indices)
        earned = EarnedFeedback(key: key, bareRetry: environment.style.bareRetry)
        prompts = problems.map { message(environment.style.opening($0)) }
    }

    /// Plays all episodes to their end.
    mutating func play() throws -> [Episode] {
        for turn in 0..<environment.config.turns where !alive.isEmpty {
            try environment.interrupt.check()
            try answer(turn: turn)
            let findings = try judgePrograms(turn: turn)
            try tell(findings, turn: turn)
        }
        for row in episodes.indices { try environment.config.reward.pay(&episodes[row], environment.functions.reward) }
        return episodes
    }

    private func message(_ text: String) -> [TokenID] { [markers.user] + codec.encode(text) + [markers.assistant] }

    // MARK: One turn

    /// Samples an answer for every row alive and finds its program.
    private mutating func answer(turn: Int) throws {
        let answers = try session.answer(alive.map { request(row: $0, turn: turn) })
        guard answers.count == alive.count else {
            throw IncompleteBatch(asked: alive.count, got: answers.count, what: "answers")
        }
        for (row, answer) in zip(alive, answers) {
            var turn = Turn(
                prompt: prompts[row], answer: answer.tokens, logProbs: answer.logProbs, value: answer.value)
            turn.program = program(in: answer.tokens)
            episodes[row].turns.append(turn)
        }
    }

    private func request(row: Int, turn: Int) -> AnswerRequest {
        var key = key
        key.episode += UInt32(row)
        key.turn = UInt16(turn)
        let window = environment.config.window
        guard turn > window else {
            return AnswerRequest(row: row, context: .append(prompts[row]), key: key)
        }
        var episode = episodes[row]
        episode.turns.append(Turn(prompt: prompts[row], answer: [], logProbs: [], value: 0))
        return AnswerRequest(row: row, context: .replace(episode.context(ofTurn: turn, window: window)), key: key)
    }

    /// The program in an answer. Where the policy wrote a marker, no text says what it wrote, so there is none.
    private func program(in answer: [TokenID]) -> String? {
        let ended = answer.last == markers.end
        let body = ended ? answer.dropLast() : answer[...]
        guard !body.contains(where: { [markers.user, markers.assistant, markers.end].contains($0) }) else { return nil }
        return environment.style.program(in: codec.decode(Array(body)), ended: ended)
    }

    /// What the tests said of each row's program; nil for rows without one. Rows in the order of `alive`.
    private mutating func judgePrograms(turn: Int) throws -> [Judge.Finding?] {
        let programs = alive.compactMap { row in
            episodes[row].turns[turn].program.map { (problem: episodes[row].problem, source: $0) }
        }
        var findings = try judge.judge(programs).makeIterator()
        return alive.map { row in
            guard episodes[row].turns[turn].program != nil, let finding = findings.next() else { return nil }
            episodes[row].turns[turn].verdict = finding.publicJudgement.verdict
            episodes[row].passedPublic = finding.passedPublic
            episodes[row].solved = finding.solved
            return finding
        }
    }

    /// Ends episodes, and tells the others what to try again for.
    private mutating func tell(_ findings: [Judge.Finding?], turn: Int) throws {
        let isLast = turn == environment.config.turns - 1
        let pending = zip(alive, findings).filter { row, _ in !isLast && !episodes[row].passedPublic }
        let attempts = pending.map { row, finding in
            Attempt(
                problem: episodes[row].problem, turn: turn + 1, program: episodes[row].turns[turn].program,
                judgement: finding?.publicJudgement)
        }
        if environment.config.feedback.value == .random {
            for attempt in attempts where !attempt.isInvalid {
                earned.add(environment.style.feedback(on: attempt), problem: attempt.problem, turn: turn)
            }
        }
        alive = pending.map(\.0)
        for (row, attempt) in zip(alive, attempts) {
            let text = try feedback(on: attempt, row: row)
            episodes[row].turns[turn].feedback = text
            prompts[row] = message(text)
        }
    }

    private func feedback(on attempt: Attempt, row: Int) throws -> String {
        switch environment.config.feedback {
        case .value(.execution): environment.style.feedback(on: attempt)
        case .value(.random): earned.draw(row: row, problem: attempt.problem, turn: attempt.turn - 1)
        case .value(.none): environment.style.bareRetry
        case .function:
            if let function = environment.functions.feedback {
                try function(attempt)
            } else {
                throw MissingFunction(name: "feedback")
            }
        }
    }
}

/// A problem that gives no feedback and cannot end an episode.
package struct MissingPublicTests: Error, CustomStringConvertible {
    package var problem: String

    package var description: String {
        "problem \(problem) has no public tests: a conversation needs at least one, so leave the problem out"
    }
}
