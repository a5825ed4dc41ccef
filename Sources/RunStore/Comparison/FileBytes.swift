import Disk

/// Files beside each other.
enum FileBytes {
    private static let piece = 1 << 20

    /// The first byte in which two files differ, or their lengths; nil when they are the same.
    static func difference(_ place: String, _ old: String, _ new: String) throws -> RecordDifference? {
        try Files.explained {
            let left = try PlainFile(old), right = try PlainFile(new)
            for start in stride(from: 0, to: min(left.size, right.size), by: piece) {
                let a = try left.read(from: start, count: piece), b = try right.read(from: start, count: piece)
                // Most pieces are the same: that is told at once.
                if a == b { continue }
                if let index = zip(a, b).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
                    return RecordDifference(
                        "\(place), byte \(start + index)", old: "\(a[index])", new: "\(b[index])")
                }
            }
            guard left.size != right.size else { return nil }
            return RecordDifference("\(place), length", old: "\(left.size) bytes", new: "\(right.size) bytes")
        }
    }
}
