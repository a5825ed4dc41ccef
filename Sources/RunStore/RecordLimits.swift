/// How much of a record is read. A folder may come from anybody and be made to fill the memory or to take for ever; what a run writes stays far
/// below. What is left out for one of these is said where it is shown.
package enum RecordLimits {
    /// Bytes of a line of `metrics.jsonl`, a table, `cells.jsonl` and the like.
    package static let line = 16 << 20
    /// JSON values of a line.
    package static let lineValues = 1 << 18
    /// Bytes and JSON values of a file whose lines are in memory at once: a table, `cells.jsonl`, the journal.
    package static let fileBytes = 512 << 20
    package static let fileValues = 8 << 20
    /// Bytes and JSON values of `run.json`, a plot and the like.
    package static let documentBytes = 64 << 20
    package static let documentValues = 2 << 20
    /// Series of a run, and columns of a table.
    package static let names = 4096
    /// Bytes of such a name.
    package static let nameBytes = 1024
    /// Parameters of a run.
    package static let parameters = 4096
}
