/// When successive halving asks whether a trial goes on: at steps that grow by a factor, the rungs.
///
/// Of the trials that have reached a rung, the best of each `reductionFactor` goes on: Li and others, "A system for massively parallel
/// hyperparameter tuning" (ASHA), MLSys 2020. The first to come to a rung goes on.
package struct Halving: Sendable, Hashable {
    /// The step of the first rung, at least 1.
    package let minResource: Int
    /// Of how many trials one goes on, and how many times further the next rung is: at least 2.
    package let reductionFactor: Int

    /// - Throws: `SweepError` for numbers that make no rungs.
    package init(minResource: Int, reductionFactor: Int) throws(SweepError) {
        guard minResource >= 1 else {
            throw SweepError(
                "the first rung of pruning must be at a step of at least 1, not \(minResource)", isUsage: true)
        }
        guard reductionFactor >= 2 else {
            throw SweepError(
                "the factor of pruning must be at least 2, not \(reductionFactor): of so many trials one goes on",
                isUsage: true)
        }
        (self.minResource, self.reductionFactor) = (minResource, reductionFactor)
    }

    /// The last rung, counted from 0, that a trial at `step` has reached; nil before the first. Of two steps of a trial that differ in this,
    /// the later one is where it is decided, whether or not a rung lies on it exactly.
    package func rung(at step: Int) -> Int? {
        var (rung, next): (Int?, Int) = (nil, minResource)
        while next <= step {
            rung = (rung ?? -1) + 1
            let (further, overflow) = next.multipliedReportingOverflow(by: reductionFactor)
            if overflow { break }
            next = further
        }
        return rung
    }

    /// Whether a rung lies at `step` exactly.
    package func isRung(step: Int) -> Bool { rung(at: step) != rung(at: step - 1) }
}
