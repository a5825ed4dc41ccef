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
