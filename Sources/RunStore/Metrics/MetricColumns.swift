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
    package private(set) var count = 0
    /// Whether the last line was left out because it is not whole.
    package private(set) var isTorn = false
    /// Whether there were more names than `RecordLimits.names`; those that come first are here.
    package private(set) var leavesOutNames = false

    /// Reads the file at `path`; one that does not exist has no lines.
    init(_ path: String) throws {
        var places: [String: Int] = [:]
        isTorn = try RecordLines.forEach(of: path) { line, number in
            count = number
            add(line, prefix: "", step: line["step"]?.double ?? Double(number), &places)
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
                    guard columns.count < RecordLimits.names, name.utf8.count <= RecordLimits.nameBytes else {
                        leavesOutNames = true
                        continue
                    }
                    columns.append(Column(name: name))
                    places[name] = place
                }
                columns[place].steps.append(step)
                columns[place].values.append(value)
            }
        }
    }
}
