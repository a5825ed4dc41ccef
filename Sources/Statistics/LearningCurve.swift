/// What a metric did in the training runs of an arm.
package struct LearningCurve: Sendable, Hashable {
    /// The metric in one run.
    package struct Run: Sendable, Hashable {
        package var seed: UInt64
        /// In increasing order.
        package var steps: [Double]
        package var values: [Double]

        /// A run from its parts; `steps` and `values` are read together as far as the shorter one goes.
        package init(seed: UInt64, steps: [Double], values: [Double]) {
            (self.seed, self.steps, self.values) = (seed, steps, values)
        }
    }

    /// The mean over runs at one step.
    package struct Point: Sendable, Hashable {
        package let step: Double
        /// The mean with the 95% interval of Student's t over runs; nil for one run.
        package let mean: Double
        package let interval: Estimate?

        /// A point from its parts.
        package init(step: Double, mean: Double, interval: Estimate?) {
            (self.step, self.mean, self.interval) = (step, mean, interval)
        }
    }

    package let name: String
    package let runs: [Run]
    /// At the steps where every run has a finite value.
    package let points: [Point]
    /// The steps at which only some runs have one: no mean is taken there.
    package let partial: [Double]

    /// The curve of an arm.
    package init(name: String, runs: [Run]) {
        (self.name, self.runs) = (name, runs)
        var byStep: [Double: [Double]] = [:]
        for run in runs {
            // Of a step that comes twice the last value counts.
            let known = Dictionary(zip(run.steps, run.values)) { $1 }
            for (step, value) in known where step.isFinite && value.isFinite { byStep[step, default: []].append(value) }
        }
        let steps = byStep.keys.sorted()
        partial = steps.filter { (byStep[$0]?.count ?? 0) < runs.count }
        points = steps.compactMap { step in
            // In one order, whatever the order of the runs.
            guard let values = byStep[step]?.sorted(), values.count == runs.count else { return nil }
            let spread = Spread(values)
            guard values.count > 1 else { return Point(step: step, mean: spread.mean, interval: nil) }
            let reach = StudentContrast.mean(values).map { $0.value - $0.bounds(confidence: 0.95).lower } ?? 0
            return Point(
                step: step, mean: spread.mean,
                interval: Estimate(value: spread.mean, lower: spread.mean - reach, upper: spread.mean + reach))
        }
    }
}
