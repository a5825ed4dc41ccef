package import JSON

extension RunWriter {
    /// Records a call of the script that has ended: a line of `calls.jsonl`, which stays.
    ///
    /// - Parameter functions: the script's functions that it called, which only a resumed run needs: they stay until the run is complete.
    /// - Returns: the call's number, from 1.
    @discardableResult
    package func call(_ call: JSONObject, functions: [JSONObject] = []) throws -> Int {
        try change { state in
            let number = state.callCount + 1
            if !functions.isEmpty { try Files.makeFolders(folder + "/" + RestartPoint.place) }
            for function in functions {
                var line: JSONObject = ["of": .int(number)]
                line.merge(function)
                try append(line, to: GrowingFiles.functions, &state)
            }
            // The call last: one that is there has its functions.
            try append(call, to: GrowingFiles.calls, &state)
            state.callCount = number
            return number
        }
    }

    /// Records that values of a row come from the result of a call.
    ///
    /// - Parameters:
    ///   - row: its number in the table, from 1.
    ///   - names: the columns that have the call's values.
    package func origin(row: Int, of table: String, call: Int, names: [String]) throws {
        try origin(["table": .string(table), "row": .int(row)], call, names)
    }

    /// Records that metrics come from the result of a call.
    ///
    /// - Parameter line: of `metrics.jsonl`, from 1.
    package func origin(metrics line: Int, call: Int, names: [String]) throws {
        try origin(["metrics": .int(line)], call, names)
    }

    private func origin(_ place: JSONObject, _ call: Int, _ names: [String]) throws {
        var line = place
        line["call"] = .int(call)
        line["names"] = .array(names.map { .string($0) })
        try change { try append(line, to: GrowingFiles.origins, &$0) }
    }
}
