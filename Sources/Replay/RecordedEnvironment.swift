package import Environments
package import JSON
package import Rollouts
internal import RunStore

/// What decides an episode beside the policy: with it, and the problems that episodes carry with them, a record can be replayed.
package struct RecordedEnvironment {
    /// The template by name.
    var config: EnvironmentConfig
    var problems: String
    var problemCount: Int
    /// What tells the problems from others; only written.
    private var content: String?
    var executor: ExecutorSettings
    var seed: UInt64 = 0
    /// The part of an evaluation that was sampled from it; nil for training.
    var part: Evaluation.Part?
    /// Conversations a problem of the evaluation.
    var samples = 1
    /// Whether random feedback was drawn from programs that failed before, as it is now. Earlier versions drew it from the same batch.
    var drawsFromPool = true
    /// What frames messages in records that do not say why an answer ended.
    private var markers: (user: TokenID, assistant: TokenID, end: TokenID)?

    /// A trainer's environment.
    package init(_ config: EnvironmentConfig, problems: any ProblemSet, executor: ExecutorSettings, seed: UInt64) {
        (self.config, self.executor, self.seed) = (config, executor, seed)
        (self.problems, problemCount) = (problems.name, problems.count)
        content = (problems as? any ContentProblemSet)?.content
        self.config.template = config.template ?? PromptTemplateName(of: problems)
    }

    /// The environment of a part of an evaluation.
    package init(
        _ evaluation: Evaluation, _ part: Evaluation.Part, problems: any ProblemSet, executor: ExecutorSettings
    ) {
        self.init(evaluation.config(of: part), problems: problems, executor: executor, seed: evaluation.seed)
        self.part = part
        samples = evaluation.samples(of: part)
    }

    /// As `run.json` has it.
    package var json: JSONObject {
        var object: JSONObject = [
            "use": .string(part?.rawValue ?? "training"),
            "problems": .string(problems), "problem_count": .int(problemCount),
        ]
        if let content { object["problems_sha256"] = .string(content) }
        object.merge(config.json)
        object["seed"] = Int(exactly: seed).map { .int($0) } ?? .string(String(seed))
        object["executor"] = .object(executor.json)
        if part != nil { object["samples"] = .int(samples) }
        if config.feedback.value == .random { object["random_from"] = "earlier programs" }
        return object
    }

    /// Reads what `json` wrote, in this version or an earlier one.
    ///
    /// - Throws: `InvalidOption` for a setting that this version does not know, or what no version wrote.
    init(recorded object: JSONObject) throws {
        func part<Value>(_ name: String, _ allowed: String, _ read: (JSONValue) -> Value?) throws -> Value {
            guard let value = object[name].flatMap(read) else {
                throw InvalidOption(name: name, value: object[name]?.text ?? "missing", allowed: allowed)
            }
            return value
        }
        config = try EnvironmentConfig(recorded: object)
        problems = try part("problems", "a name") { $0.string }
        problemCount = try part("problem_count", "at least 1") { $0.int.flatMap { $0 > 0 ? $0 : nil } }
        executor = try part("executor", "the limits of an executor") { $0.object.flatMap { ExecutorSettings($0) } }
        seed =
            object["seed"].flatMap { $0.int.flatMap { UInt64(exactly: $0) } ?? $0.string.flatMap { UInt64($0) } } ?? 0
        if object["samples"] != nil {
            samples = try part("samples", "from 1 to 1000000") {
                $0.int.flatMap { (1...1_000_000).contains($0) ? $0 : nil }
            }
            self.part = try part("use", "a part of an evaluation") {
                $0.string.flatMap { Evaluation.Part(rawValue: $0) }
            }
        }
        drawsFromPool = object["random_from"] != nil
        markers = object["markers"]?.object.flatMap { markers in
            let ids = ["user", "assistant", "end"].compactMap { markers[$0]?.int.flatMap { TokenID(exactly: $0) } }
            return ids.count == 3 ? (ids[0], ids[1], ids[2]) : nil
        }
    }

    /// An episode whose answers say why they ended, also in records from before that was recorded.
    func completed(_ episode: Episode) -> Episode {
        guard let markers else { return episode }
        var episode = episode
        for (index, turn) in episode.turns.enumerated() where turn.stop == nil {
            let ended = turn.answer.last == markers.end
            let body = ended ? turn.answer.dropLast() : turn.answer[...]
            let isMalformed = body.contains { $0 == markers.user || $0 == markers.assistant || $0 == markers.end }
            episode.turns[index].stop = isMalformed ? .malformed : ended ? .end : .length
        }
        return episode
    }

    /// The key of a recorded conversation.
    func key(of recorded: RecordedEpisode) -> RandomKey {
        // Nobody wrote larger numbers; a record from elsewhere may hold any.
        let index = min(max(recorded.index - 1, 0), 1 << 30)
        if let part { return part.key(seed: seed, sample: index / problemCount, problem: index % problemCount) }
        var update = 0
        if case .update(let number, _) = recorded.origin { update = min(max(number - 1, 0), 1 << 30) }
        return RandomKey(seed: seed, purpose: .tokens, update: update, episode: index)
    }
}
