package import JSON

extension RunWriter {
    /// Records what a server answered: a line of `answers.jsonl`, on its way to the disk when this returns. Safe on any thread.
    package func answer(_ line: JSONObject) throws {
        try change { try append(line, to: GrowingFiles.answers, &$0) }
    }

    /// Goes over the answers that the record of a resumed run has, and cuts off one that was not written to its end.
    ///
    /// - Parameters:
    ///   - point: where the run goes on.
    ///   - body: told of each line, and whether it was there at that point: then a call that had ended has used it.
    package func recordedAnswers(
        from point: RestartPoint?, _ body: (_ line: JSONObject, _ isUsed: Bool) throws -> Void
    ) throws {
        let path = folder + "/" + GrowingFiles.answers, used = point?.sizes[GrowingFiles.answers] ?? 0
        try change { state in
            guard state.files[GrowingFiles.answers] == nil, Files.exists(path) else { return }
            let end = try RecordedAnswers.forEach(of: path) { line, end in try body(line, end <= used) }
            try Files.cut(path, to: end)
        }
    }
}
