/// The series of a run as one page shows them: every line of `metrics.jsonl` is read and counted, but of a long series only
/// evenly spaced values are kept.
package struct MetricOverview: Sendable {
    /// A series with no more values than this is kept whole; of a longer one at least half as many values are.
    package static let most = 2048

    /// One series.
    package struct Column: Sendable {
        package let name: String
        /// How many values it has.
        package internal(set) var count = 0
        /// All values, or every `stride`th from the first on.
        package internal(set) var values: [Double] = []
        package internal(set) var stride = 1
        /// The last value of all.
        package internal(set) var last = Double.nan
        /// Whether a clock had a part in it.
        package var isTime: Bool { name.hasPrefix("time.") }

        init(_ name: String) { self.name = name }

        /// Notes a value, which `read` gives if it is to be kept.
        mutating func add(_ read: () -> Double) {
            if count % stride == 0 {
                if values.count == MetricOverview.most {
                    values = Swift.stride(from: 0, to: values.count, by: 2).map { values[$0] }
                    stride *= 2
                }
                if count % stride == 0 { values.append(read()) }
            }
            count += 1
        }
    }

    /// The series, in the order in which they first appear, times last. What is nested has its path: `time.elapsed_seconds`.
    package internal(set) var columns: [Column] = []
    /// How many lines there are.
    package internal(set) var count = 0
    /// Whether the last line was left out because it is not whole.
    package internal(set) var isTorn = false
    /// Whether there were more names than `RecordLimits.names`; those that come first are here.
    package internal(set) var leavesOutNames = false

    /// No series.
    package init() {}
}
