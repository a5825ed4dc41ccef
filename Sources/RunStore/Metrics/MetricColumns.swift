import JSON

/// The numbers of `metrics.jsonl` by name.
package struct MetricColumns: Sendable {
    /// One series.
    package struct Column: Sendable {
        package let name: String
        /// The steps at which it has a value, and the values.
        package fileprivate(set) var steps: [Double] = []
        package fileprivate(set) var values: [Double] = []
        /// Whether a clock had a part in it.
        package var isTime: Bool { name.hasPrefix("time.") }
    }

    /// The series, in the order in which they first appear, times last. What is nested has its path: `time.elapsed_seconds`.
    package private(set) var columns: [Column] = []
    /// How many lines there are.
    package let count: Int
    /// Whether the last line was left out because it is not whole.
    package let isTorn: Bool

    init(_ lines: RecordLines) {
        (count, isTorn) = (lines.objects.count, lines.isTorn)
        var places: [String: Int] = [:]
        for (index, line) in lines.objects.enumerated() {
            add(line, prefix: "", step: line["step"]?.double ?? Double(index + 1), &places)
        }
        columns = columns.filter { !$0.isTime } + columns.filter(\.isTime)
    }

    private mutating func add(_ object: JSONObject, prefix: String, step: Double, _ places: inout [String: Int]) {
        for member in object.members where !(prefix.isEmpty && member.key == "step") {
            if let nested = member.value.object {
                add(nested, prefix: prefix + member.key + ".", step: step, &places)
            } else if let value = member.value.double {
                let name = prefix + member.key
                let place = places[name] ?? columns.count
                if place == columns.count {
                    columns.append(Column(name: name))
                    places[name] = place
                }
                columns[place].steps.append(step)
                columns[place].values.append(value)
            }
        }
    }
}
