internal import Environments
internal import Glibc
internal import JSON
internal import Rollouts
internal import RunStore

extension EnvironmentSettings {
    /// Reads what `json` wrote; nil when it is something else.
    init?(_ object: JSONObject) {
        guard let turns = object["turns"]?.int, turns > 0, let window = object["window"]?.int,
            let feedback = object["feedback"]?.string, let style = object["style"]?.string,
            let problems = object["problems"]?.string, let count = object["problem_count"]?.int, count > 0,
            let executor = object["executor"]?.object.flatMap(ExecutorSettings.init)
        else { return nil }
        self.init(
            turns: turns, window: window, feedback: feedback, maximumAnswerTokens: object["max_tokens"]?.int,
            style: style, problems: problems, problemCount: count, executor: executor,
            temperature: object["temperature"]?.double ?? 1,
            seed: object["seed"].flatMap { $0.int.flatMap { UInt64(exactly: $0) } ?? $0.string.flatMap { UInt64($0) } }
                ?? 0, samples: object["samples"]?.int)
        if let paid = object["reward"]?.object, let pass = paid["pass"]?.double, let fail = paid["fail"]?.double,
            let invalid = paid["invalid"]?.double
        {
            reward = (pass, fail, invalid)
        }
        hasChecker = object["checker"] != nil
        markers = object["markers"]?.object.flatMap { markers in
            let ids = ["user", "assistant", "end"].compactMap { markers[$0]?.int.flatMap { TokenID(exactly: $0) } }
            return ids.count == 3 ? ChatMarkers(user: ids[0], assistant: ids[1], end: ids[2]) : nil
        }
    }

    /// How problems are talked about; nil for a style that this version does not know.
    var conversationStyle: (any ConversationStyle)? {
        switch style {
        case "minicontests": MiniContests.Style()
        case "fenced": FencedStyle()
        case "functions": FunctionStyle()
        default: nil
        }
    }

    /// What the policy is told; nil for a function.
    var feedbackRule: FeedbackRule? {
        switch feedback {
        case FeedbackKind.execution.rawValue: .execution
        case FeedbackKind.random.rawValue: .random
        case FeedbackKind.none.rawValue: FeedbackRule.none
        default: nil
        }
    }

    /// What is paid; nil for a function.
    var rewardRule: RewardRule? {
        reward.map { .outcome(pass: $0.pass, fail: $0.fail, invalid: $0.invalid) }
    }

    /// The rollouts that a group of episodes was played in: their places in the group, and their random key.
    func rollouts(of group: [RecordedEpisode], batch: Int) -> [(rows: Range<Int>, key: RandomKey)] {
        guard case .evaluation = group[0].origin, let samples else {
            guard case .update(let number) = group[0].origin, number > 0 else { return [] }
            return [(0..<group.count, RandomKey(seed: seed, purpose: .tokens, update: number - 1))]
        }
        var rollouts: [(rows: Range<Int>, key: RandomKey)] = [], start = 0
        while start < group.count {
            let sample = start / problemCount % samples, first = start % problemCount
            let end = min(start + min(batch, problemCount - first), group.count)
            rollouts.append(
                (start..<end, RandomKey(seed: seed, purpose: .evaluation, update: sample, episode: first)))
            start = end
        }
        return rollouts
    }
}
