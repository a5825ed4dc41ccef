/// How much of a record is read. A folder may come from anybody and be made to fill the memory or to take for ever; what a run writes stays far
/// below. What is left out for one of these is said where it is shown.
package enum RecordLimits {
    /// Bytes of a line of `metrics.jsonl`, a table, `cells.jsonl` and the like.
    package static let line = 16 << 20
    /// JSON values of a line.
    package static let lineValues = 1 << 20
    /// Bytes and JSON values of a file whose lines are in memory at once: a table, `cells.jsonl`, the journal.
    package static let fileBytes = 512 << 20
    package static let fileValues = 8 << 20
    /// Bytes of a file of servers' answers, which a resumed run holds in memory as far as it has not used them.
    package static let answersBytes = 4 << 30
    /// Bytes and JSON values of `run.json`, a plot and the like.
    package static let documentBytes = 64 << 20
    package static let documentValues = 2 << 20
    /// Series of a run, and columns of a table.
    package static let names = 4096
    /// Bytes of such a name.
    package static let nameBytes = 1024
    /// Parameters of a run.
    package static let parameters = 4096

    /// - Throws: `RunStoreError` for a line of the file `name` that `RecordLineReader` would refuse.
    static func check(line: [UInt8], of name: String) throws {
        guard line.count <= Self.line else {
            throw RunStoreError(
                .tooLarge,
                "a line of \(name) would have \(line.count) bytes, more than the \(Self.line) that are recorded; record it in "
                    + "parts, or as an artifact")
        }
        // A value takes two bytes or more; behind each but the first of a list or an object stands one of these.
        guard line.count > lineValues else { return }
        let values = line.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } + 1
        guard values <= lineValues else {
            throw RunStoreError(
                .tooLarge,
                "a line of \(name) would have some \(values) values, more than the \(lineValues) that are recorded; record them "
                    + "in parts, or as an artifact")
        }
    }
}
