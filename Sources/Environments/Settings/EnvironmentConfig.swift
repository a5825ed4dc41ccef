package import JSON

/// All that an experiment may vary in its conversations. The defaults are the paper's, but for the window.
///
/// One line declares an option: scripts, the record and what reads it back go through `settings`. A script's functions stand here
/// by name; `EnvironmentFunctions` has them.
package struct EnvironmentConfig: Sendable {
    /// What conversations are played for.
    package enum Use: String, Sendable { case training, evaluation }

    @Setting("turns", "most programs for one problem", .in(1...100)) package var turns = 3
    @Setting("window", "attempts kept in the context beside the statement", .in(1...100)) package var window = 2
    @Setting("feedback", "what the policy is told after a failure, or a function of the attempt that says it")
    package var feedback = FeedbackRule.value(.execution)
    @Setting(
        "feedback_tests", "how many public tests that failed the feedback may show", .in(1...), before: .max)
    package var feedbackTests = 1
    @Setting(
        "checker",
        "for problems that accept several answers: a function of { problem, input, expected, output } that says whether the output is right"
    ) package var checker: ScriptFunction? = nil
    @Setting(
        "reward", "what is paid, or a function of the episode that pays a number or a list of one a turn",
        only: .training) package var reward = RewardRule.value(OutcomeReward())
    @Setting("group", "conversations about one problem in an update", .in(1...10_000), only: .training)
    package var group = 1
    @Setting(
        "temperature", "of sampling; 0 takes the most probable token", .in(0...100), only: .evaluation)
    package var temperature = 1.0
    @Setting(
        "top_k", "tokens are drawn from among this many, the most probable; 0 for all", .in(0...10_000_000),
        only: .evaluation) package var topK = 0
    @Setting(
        "top_p", "tokens are drawn from the most probable ones that together have this probability", .in(1e-6...1),
        only: .evaluation) package var topP = 1.0
    @Setting(
        "min_p", "tokens are drawn from those with at least this part of the largest probability", .in(0...1),
        only: .evaluation) package var minP = 0.0
    @Setting("stop", "texts that end an answer, and are no part of it") package var stop: [String] = []
    @Setting("max_tokens", "an answer is cut here; the template's own number when left out", .optional(.in(1...)))
    package var maxTokens: Int? = nil
    @Setting("template", "how problems are talked about; in the problems' own way when left out", formerly: "style")
    package var template: PromptTemplateName? = nil

    /// The defaults.
    package init() {}

    /// The defaults, changed.
    package init(_ change: (inout EnvironmentConfig) -> Void) { change(&self) }

    /// Reads what `json` wrote, in this version or an earlier one.
    ///
    /// - Throws: `InvalidOption` for a setting that cannot be what the record says.
    package init(recorded: JSONObject) throws {
        for setting in settings {
            try setting.read(recorded[setting.name] ?? setting.formerly.flatMap { recorded[$0] })
        }
    }

    /// All settings, in the order of their declaration.
    package var settings: [any AnySetting] {
        Mirror(reflecting: self).children.compactMap { $0.value as? any AnySetting }
    }

    /// As records keep it.
    package var json: JSONObject { JSONObject(settings.map { ($0.name, $0.wrappedValue.json) }) }

    /// - Throws: `InvalidOption` for the first setting out of range.
    package func check() throws {
        for setting in settings { try setting.check() }
    }
}

/// A setting out of its range.
package struct InvalidOption: Error, CustomStringConvertible {
    package var name: String
    package var value: String
    package var allowed: String

    /// An error from its parts.
    package init(name: String, value: String, allowed: String) {
        (self.name, self.value, self.allowed) = (name, value, allowed)
    }

    package var description: String { "\(name) is \(value): it must be \(allowed)" }
}
