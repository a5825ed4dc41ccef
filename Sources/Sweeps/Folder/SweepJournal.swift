import Disk
import JSON
import RunStore

/// `journal.jsonl` of a sweep, in memory and on the disk. The driver alone writes it.
package struct SweepJournal: Sendable {
    package private(set) var events: [SweepEvent] = []
    private let path: String
    private var file: AppendFile?

    /// Reads the journal of the sweep in `folder`. A last line that is not whole is left out: its writer was killed there.
    ///
    /// - Throws: `SweepError` for a line that no driver wrote.
    package init(of folder: SweepFolder) throws {
        path = folder.path + "/journal.jsonl"
        var (number, problem): (Int, Int?) = (0, nil)
        for line in try RecordLines(path).objects {
            number += 1
            if let event = SweepEvent(line) { events.append(event) } else { problem = problem ?? number }
        }
        if let problem {
            throw SweepError(
                "\(path), line \(problem) is no event of a sweep; undo what changed it, or begin a new sweep")
        }
    }

    /// Makes the journal ready for more, cutting off a torn line.
    package mutating func open() throws {
        if Files.exists(path) {
            let bytes = try Files.read(path, limit: RecordLimits.fileBytes)
            let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            if whole < bytes.count { try Files.cut(path, to: whole) }
        }
        file = try AppendFile(path)
    }

    /// Adds an event: it is on the disk when the call returns.
    ///
    /// - Throws: `RunStoreError`; the event then has not happened.
    package mutating func append(_ event: SweepEvent) throws {
        try file?.append(JSONValue.object(event.json).encoded() + [UInt8(ascii: "\n")])
        try file?.synchronize()
        events.append(event)
    }

    /// Ends the use of the file.
    package mutating func close() {
        file?.close()
        file = nil
    }
}
