package import JSON
internal import Rollouts

/// What the policy is told after an attempt that did not pass the public tests; a function of the attempt may say it.
package typealias FeedbackRule = ValueOrFunction<FeedbackKind>

/// The kinds of feedback.
package enum FeedbackKind: String, NamedSetting {
    /// What the public tests said of it.
    case execution
    /// What they said of a program for another problem. The episode still stops on its own tests.
    ///
    /// The message is one that a program which ran and failed earned before this rollout, see `TrainingEpisodes` and `Evaluation.Part`;
    /// where there is none, the bare request to try again.
    case random
    /// The bare request to try again.
    case none
}

/// What programs that failed were told, from which random feedback is drawn for other problems.
///
/// A value: the pool that an update draws from was filled by an earlier one, so that what a conversation is told never depends on
/// those that are played beside it.
package struct FeedbackPool: Sendable, Hashable {
    /// What a program earned.
    struct Message: Sendable, Hashable {
        var problem: String
        var text: String
    }
    private(set) var messages: [Message] = []

    package init() {}

    package var isEmpty: Bool { messages.isEmpty }

    /// Adds what a program that ran and failed its public tests was told, or would have been.
    mutating func add(_ text: String, problem: String) { messages.append(Message(problem: problem, text: text)) }

    mutating func add(_ other: FeedbackPool) { messages += other.messages }

    /// A message that another problem's program earned, each as likely as the next; nil when there is none.
    func draw(for problem: String, key: RandomKey) -> String? {
        let others = messages.filter { $0.problem != problem }
        guard !others.isEmpty else { return nil }
        var random = key.stream()
        return others[random.below(others.count)].text
    }

    /// For restart points and journals.
    package var json: JSONValue { .array(messages.map { [.string($0.problem), .string($0.text)] }) }

    /// Reads what `json` wrote; nil for anything else.
    package init?(_ json: JSONValue) {
        for message in json.array ?? [] {
            guard let parts = message.array, parts.count == 2, let problem = parts[0].string, let text = parts[1].string
            else { return nil }
            add(text, problem: problem)
        }
    }
}
