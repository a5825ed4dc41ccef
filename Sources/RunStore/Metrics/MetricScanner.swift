import Disk
import Glibc
import JSON

/// Reads `metrics.jsonl` in pieces, every line of it, and keeps what a page shows.
struct MetricScanner {
    /// How much is read at once, unless a line is longer.
    private static let piece = 1 << 20
    /// Lines of further shapes are parsed one by one.
    private static let mostShapes = 16

    private let path: String
    private var overview = MetricOverview()
    private var places: [String: Int] = [:]
    private var shapes: [MetricLineShape] = []
    /// The shape of the line before.
    private var current = 0
    private var found: [MetricLineShape.Span] = []
    /// Each series' last value in the piece at hand, if it has one there.
    private var last: [MetricLineShape.Span?] = []

    /// What the file at `path` holds; one that does not exist has no lines.
    ///
    /// - Throws: `RunStoreError` with the number of the first line that is no JSON object.
    static func overview(_ path: String) throws -> MetricOverview {
        guard Files.exists(path) else { return MetricOverview() }
        var scanner = MetricScanner(path: path)
        try scanner.scan()
        return scanner.overview
    }

    private init(path: String) { self.path = path }

    private mutating func scan() throws {
        try Files.reading(path) { file in
            // What was read and is no whole line yet, and how much of the file was read.
            var (buffer, position): ([UInt8], Int) = ([], 0)
            while position < file.size {
                let read = try file.read(from: position, count: min(Self.piece, file.size - position))
                if read.isEmpty { break }
                position += read.count
                buffer += read
                let whole = try buffer.withUnsafeBufferPointer { try lines($0.baseAddress!, count: $0.count) }
                buffer.removeSubrange(..<whole)
                guard buffer.count <= RecordLimits.line else {
                    throw RunStoreError(
                        .malformed,
                        "\(path), line \(overview.count + 1): it has more than the \(RecordLimits.line) bytes allowed")
                }
            }
            overview.isTorn = !buffer.isEmpty
        }
        // What never was a number is no series.
        let series = overview.columns.filter { $0.count > 0 }
        overview.columns = series.filter { !$0.isTime } + series.filter(\.isTime)
    }

    /// Reads the whole lines of a piece.
    ///
    /// - Returns: how many bytes they have.
    private mutating func lines(_ piece: UnsafePointer<UInt8>, count: Int) throws -> Int {
        var whole = count
        while whole > 0, piece[whole - 1] != UInt8(ascii: "\n") { whole -= 1 }
        var position = 0
        while position < whole {
            let length = try match(piece, position, whole) ?? (try parse(piece, position, whole))
            position += length
            overview.count += 1
        }
        for column in last.indices {
            guard let span = last[column] else { continue }
            overview.columns[column].last = Self.number(piece, span)
            last[column] = nil
        }
        return whole
    }

    /// Reads a line of a known shape; nil when it has none of them.
    private mutating func match(_ piece: UnsafePointer<UInt8>, _ position: Int, _ end: Int) -> Int? {
        for turn in shapes.indices {
            let index = (current + turn) % shapes.count
            guard let length = shapes[index].match(piece + position, limit: end - position, &found) else { continue }
            current = index
            for var span in found {
                span.start += position
                overview.columns[span.column].add { Self.number(piece, span) }
                last[span.column] = span
            }
            return length
        }
        return nil
    }

    /// Reads a line of any shape, and keeps its shape for those that follow.
    private mutating func parse(_ piece: UnsafePointer<UInt8>, _ position: Int, _ end: Int) throws -> Int {
        var length = 1
        while piece[position + length - 1] != UInt8(ascii: "\n") { length += 1 }
        let line = UnsafeBufferPointer(start: piece + position, count: length - 1)
        let object = try RecordLineReader.object(line, path, number: overview.count + 1)
        add(object, prefix: "")
        // A shape speaks of series alone that there are.
        if shapes.count < Self.mostShapes, !overview.leavesOutNames {
            shapes.append(MetricLineShape(object) { self.place(of: $0) ?? MetricLineShape.noColumn })
            current = shapes.count - 1
        }
        return length
    }

    private mutating func add(_ object: JSONObject, prefix: String) {
        for member in object.members where !(prefix.isEmpty && member.key == "step") {
            if let nested = member.value.object {
                add(nested, prefix: prefix + member.key + ".")
            } else if let value = member.value.double, let column = place(of: prefix + member.key) {
                overview.columns[column].add { value }
                overview.columns[column].last = value
                last[column] = nil
            }
        }
    }

    /// The number of the series of a name; nil for one too many.
    private mutating func place(of name: String) -> Int? {
        if let place = places[name] { return place }
        guard overview.columns.count < RecordLimits.names, name.utf8.count <= RecordLimits.nameBytes else {
            overview.leavesOutNames = true
            return nil
        }
        overview.columns.append(MetricOverview.Column(name))
        last.append(nil)
        places[name] = overview.columns.count - 1
        return overview.columns.count - 1
    }

    private static func number(_ piece: UnsafePointer<UInt8>, _ span: MetricLineShape.Span) -> Double {
        let text = UnsafeBufferPointer(start: piece + span.start, count: span.count)
        return (try? JSONParser.parse(text))?.double ?? .nan
    }
}
