internal import Environments
internal import JSON
internal import LuaHost
internal import Models
internal import Rollouts

/// What decides an episode beside the policy: with it, and the problems that episodes carry with them, a record can be replayed.
struct EnvironmentSettings {
    /// A script's function, which no record can keep.
    static let function = "function"

    var turns: Int
    var window: Int
    /// A kind, or `function`.
    var feedback: String
    /// `pass`, `fail` and `invalid`; nil for a function.
    var reward: (pass: Double, fail: Double, invalid: Double)?
    var maximumAnswerTokens: Int?
    var style: String
    /// Whether a function of the script judged what programs printed.
    var hasChecker = false
    var problems: String
    var problemCount: Int
    var executor: ExecutorSettings
    var temperature = 1.0
    var seed: UInt64 = 0
    /// Conversations a problem; nil for training.
    var samples: Int?
    /// The tokens that say who speaks.
    var markers: ChatMarkers?

    /// As `run.json` has it.
    var json: JSONObject {
        var object: JSONObject = [
            "use": samples == nil ? "training" : "evaluation", "problems": .string(problems),
            "problem_count": .int(problemCount), "turns": .int(turns), "window": .int(window),
            "feedback": .string(feedback), "reward": .string(Self.function),
            "max_tokens": maximumAnswerTokens.map { .int($0) } ?? .null, "style": .string(style),
            "temperature": .number(temperature),
            "seed": Int(exactly: seed).map { .int($0) } ?? .string(String(seed)), "executor": .object(executor.json),
        ]
        if let reward {
            object["reward"] = [
                "pass": .number(reward.pass), "fail": .number(reward.fail), "invalid": .number(reward.invalid),
            ]
        }
        if hasChecker { object["checker"] = .string(Self.function) }
        if let samples {
            object["samples"] = .int(samples)
            // Rows that are played together: random feedback comes from among them.
            object["batch"] = .int(Evaluation().batchSize)
        }
        if let markers {
            object["markers"] = [
                "user": .int(Int(markers.user)), "assistant": .int(Int(markers.assistant)),
                "end": .int(Int(markers.end)),
            ]
        }
        return object
    }

    /// How problems of a set are talked about, by the name that records use.
    static func style(of problems: any ProblemSet) -> String {
        switch (problems as? any StyledProblemSet)?.style {
        case is MiniContests.Style: "minicontests"
        case is FunctionStyle: "functions"
        case nil, is FencedStyle: "fenced"
        case let style?: "\(type(of: style))"
        }
    }
}

extension EnvironmentSettings {
    /// A trainer's environment.
    init(_ options: CodeOptions) {
        self.init(
            turns: options.turns, window: options.window, feedback: options.feedback.name,
            reward: (1, -1, -0.2), maximumAnswerTokens: options.maxTokens,
            style: Self.style(of: options.problems.problems), problems: options.problems.problems.name,
            problemCount: options.problems.problems.count, executor: options.executor.settings)
        hasChecker = options.checker != nil
        switch options.reward {
        case nil: reward = (RewardOptions().pass, RewardOptions().fail, RewardOptions().invalid)
        case .first(let paid): reward = (paid.pass, paid.fail, paid.invalid)
        case .second: reward = nil
        }
    }

    /// An evaluation's, which pays what the paper pays.
    init(_ options: EvaluateOptions, seed: UInt64, policy: LanguageModel) {
        self.init(
            turns: options.turns, window: options.window, feedback: options.feedback.name, reward: (1, -1, -0.2),
            maximumAnswerTokens: options.maxTokens, style: Self.style(of: options.problems.problems),
            problems: options.problems.problems.name,
            problemCount: options.problems.problems.count, executor: options.executor.settings,
            temperature: options.temperature, seed: seed, samples: options.samples)
        (markers, hasChecker) = (try? ChatMarkers(policy.codec), options.checker != nil)
    }

    /// The same environment as a trainer samples from it.
    func sampled(by policy: LanguageModel, seed: UInt64) -> EnvironmentSettings {
        var settings = self
        (settings.seed, settings.markers) = (seed, try? ChatMarkers(policy.codec))
        return settings
    }
}

extension LuaEither<FeedbackKind, LuaCallback> {
    /// As records name it.
    fileprivate var name: String {
        switch self {
        case .first(let kind): kind.rawValue
        case .second: EnvironmentSettings.function
        }
    }
}
