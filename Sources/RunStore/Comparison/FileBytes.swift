#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Files beside each other.
enum FileBytes {
    private static let piece = 1 << 20

    /// The first byte in which two files differ, or their lengths; nil when they are the same.
    static func difference(_ place: String, _ old: String, _ new: String) throws -> RecordDifference? {
        let (left, leftSize) = try Files.openRecord(old)
        defer { close(left) }
        let (right, rightSize) = try Files.openRecord(new)
        defer { close(right) }
        for start in stride(from: 0, to: min(leftSize, rightSize), by: piece) {
            let a = try Files.read(left, old, from: start, count: piece)
            let b = try Files.read(right, new, from: start, count: piece)
            if let index = zip(a, b).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
                return RecordDifference(
                    "\(place), byte \(start + index)", old: "\(a[index])", new: "\(b[index])")
            }
        }
        guard leftSize != rightSize else { return nil }
        return RecordDifference("\(place), length", old: "\(leftSize) bytes", new: "\(rightSize) bytes")
    }
}
