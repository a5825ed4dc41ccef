import Disk
package import JSON

/// What servers answered a run, a line each: who was asked what (`scope`, `place`, `settings`, `context`) and the answer.
package enum RecordedAnswers {
    /// Calls `body` with each line of the file at `path`, and where it ends.
    ///
    /// - Returns: where the last whole line ends.
    /// - Throws: `RunStoreError` with the number of a line that is no JSON object.
    static func forEach(of path: String, _ body: (_ line: JSONObject, _ end: Int) throws -> Void) throws -> Int {
        try Files.explained {
            var lines = try LineReader(path, longest: RecordLimits.line)
            guard lines.size <= RecordLimits.answersBytes else {
                throw RunStoreError(
                    .malformed,
                    "cannot read \(path): it has \(lines.size) bytes, more than the \(RecordLimits.answersBytes) that are read"
                )
            }
            while let line = try lines.next() {
                try body(try RecordLineReader.object(line, path, number: lines.count), lines.end)
            }
            return lines.end
        }
    }
}

extension RunReader {
    /// What servers answered the run, in the order in which it came; nothing where none was asked.
    ///
    /// - Throws: `RunStoreError` for a line that is no JSON object.
    package func answers(_ body: (JSONObject) throws -> Void) throws {
        let path = folder + "/" + GrowingFiles.answers
        guard Files.exists(path) else { return }
        _ = try RecordedAnswers.forEach(of: path) { line, _ in try body(line) }
    }
}
