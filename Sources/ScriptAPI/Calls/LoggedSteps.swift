internal import LuaHost

/// Which step metrics belong to.
///
/// A step is a point of a series, and a run has several: one for each trainer, whose reports tell their own, and one for the script. Within a
/// series steps never go back, and metrics that are logged at the same step belong to one point.
struct LoggedSteps {
    private struct Series {
        var last = 0
        /// What was logged at the last step.
        var names: Set<String> = []
    }
    /// By the trainer's number; 0 for the script's own.
    private var series: [Int: Series] = [:]
    /// The series that was logged last.
    private var latest = 0

    /// The step of metrics, which are logged now.
    ///
    /// - Parameters:
    ///   - trainer: whose report they are; 0 for metrics of the script's own.
    ///   - given: the step that they name.
    /// - Throws: `LuaMismatch` for a step that goes back, and for a metric that the step has already.
    mutating func step(of names: [String], trainer: Int, given: Int?) throws(LuaMismatch) -> Int {
        var place = trainer
        // What a script adds to a trainer's report belongs to that step, and is none of its own.
        if trainer == 0, given == nil, latest != 0 { place = latest }
        var series = series[place] ?? Series()
        let step = given ?? (place == trainer ? series.last + 1 : series.last)
        guard step >= series.last else {
            throw LuaMismatch(
                "the step \(step) comes after step \(series.last): steps do not go back; log what belongs together at one step, or leave 'step' out to count on"
            )
        }
        if step > series.last || self.series[place] == nil { series.names = [] }
        if let taken = names.first(where: { series.names.contains($0) }) {
            throw LuaMismatch(
                "the metric '\(taken)' was logged at step \(step) already; log it once a step, or give the next step its number"
            )
        }
        series.names.formUnion(names)
        (series.last, latest) = (step, place)
        self.series[place] = series
        return step
    }
}
