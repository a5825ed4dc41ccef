package import Rollouts
internal import Statistics

extension EvaluationReport {
    /// Counts episodes of a record, given by sample and then by problem, as `Evaluation` did that played them.
    package init(recorded episodes: [[Episode]], turns: Int, seed: UInt64) {
        self.init(
            turns: turns, episodes: episodes, independent: [],
            bootstrap: Bootstrap(count: episodes[0].count, resamples: Evaluation.usualResamples, seed: seed))
    }
}
