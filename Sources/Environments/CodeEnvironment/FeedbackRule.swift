/// What the policy is told after an attempt that did not pass the public tests; a function of the attempt may say it.
package typealias FeedbackRule = ValueOrFunction<FeedbackKind>

/// The kinds of feedback.
package enum FeedbackKind: String, NamedSetting {
    /// What the public tests said of it.
    case execution
    /// What they said of a program for another problem. The episode still stops on its own tests.
    ///
    /// The message is one that another row of the batch earned at the same turn with a program that ran and failed;
    /// where there is none, at the latest turn before that has one; where there is none at all, the bare request to
    /// try again. Rows about the same problem do not count.
    case random
    /// The bare request to try again.
    case none
}
