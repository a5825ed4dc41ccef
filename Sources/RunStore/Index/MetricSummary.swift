import Disk
import JSON

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The last, least and greatest value of each series, kept up while `metrics.jsonl` grows: each byte is read once.
struct MetricSummary {
    /// What became of one series. NaN counts as its last value, never as its least or greatest.
    struct Series: Equatable {
        var last: Double
        var least: Double?
        var greatest: Double?

        mutating func add(_ value: Double) {
            last = value
            guard !value.isNaN else { return }
            least = min(least ?? value, value)
            greatest = max(greatest ?? value, value)
        }
    }

    private static let piece = 4 << 20
    /// A line longer than this is no step.
    private static let longestLine = 16 << 20

    /// By name, as `MetricColumns` has it: what is nested has its path.
    var series: [String: Series] = [:]
    /// How many bytes were read: to the end of the last whole line.
    var end = 0
    /// How many lines those are.
    var steps = 0

    /// Reads what came to the file at `path` since; a file that is shorter than it was is read anew.
    ///
    /// - Throws: `RunStoreError` at a line that is no step; what stands before it counts.
    mutating func update(_ path: String) throws {
        guard Files.exists(path) else {
            self = MetricSummary()
            return
        }
        let (descriptor, size) = try Files.openRecord(path)
        defer { close(descriptor) }
        if size < end { self = MetricSummary() }
        var rest: [UInt8] = []
        var position = end
        while position < size {
            let bytes = try Files.read(descriptor, path, from: position, count: min(Self.piece, size - position))
            if bytes.isEmpty { return }
            position += bytes.count
            rest += bytes
            var start = 0
            while let stop = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                guard let step = (try? JSONParser.parse(rest[start..<stop]))?.object else {
                    throw RunStoreError(.malformed, "\(path), line \(steps + 1): it is no JSON object")
                }
                add(step, prefix: "")
                steps += 1
                end += stop + 1 - start
                start = stop + 1
            }
            rest.removeSubrange(..<start)
            guard rest.count <= Self.longestLine else {
                throw RunStoreError(
                    .malformed, "\(path), line \(steps + 1): it is longer than \(Self.longestLine) bytes")
            }
        }
    }

    private mutating func add(_ object: JSONObject, prefix: String) {
        for member in object.members where !(prefix.isEmpty && member.key == "step") {
            if let nested = member.value.object {
                add(nested, prefix: prefix + member.key + ".")
            } else if let value = member.value.double {
                series[prefix + member.key, default: Series(last: value)].add(value)
            }
        }
    }
}
