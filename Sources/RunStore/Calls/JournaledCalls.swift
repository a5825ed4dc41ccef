package import JSON

/// The calls of a run that had ended by a restart point, with the script's functions that they had called.
package struct JournaledCalls {
    /// The calls in their order; `inside` each what it called, where it called something.
    package let calls: [JSONObject]

    /// - Throws: `RunStoreError` when the record has fewer.
    package init(of folder: String, upTo point: RestartPoint?) throws {
        guard let point else {
            calls = []
            return
        }
        let path = folder + "/" + GrowingFiles.calls
        let lines = try RecordLines(path).objects
        guard lines.count >= point.calls else {
            throw RunStoreError(
                .malformed,
                "cannot resume: \(path) has \(lines.count) calls, fewer than the \(point.calls) that had finished; "
                    + "rerun the run instead")
        }
        var inside: [Int: [JSONValue]] = [:]
        for function in try RecordLines(folder + "/" + GrowingFiles.functions).objects {
            if let call = function["of"]?.int, call <= point.calls {
                inside[call, default: []].append(.object(function))
            }
        }
        calls = lines.prefix(point.calls).enumerated().map { index, line in
            guard let functions = inside[index + 1] else { return line }
            var call = line
            call["inside"] = .array(functions)
            return call
        }
    }
}
