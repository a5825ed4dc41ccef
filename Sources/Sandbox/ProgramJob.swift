import Rollouts

/// A submission, and how its output is judged.
struct ProgramJob: Sendable {
    var submission: Submission
    /// How what is printed is compared with what is expected; nil accepts anything.
    var comparison: OutputComparison?
}
