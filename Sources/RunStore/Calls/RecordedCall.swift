package import JSON

/// A call of the script, as a line of `calls.jsonl` keeps it: what it was asked, what it used, what came of it.
package struct RecordedCall: Sendable, Equatable {
    /// Its place among the run's calls, from 1.
    package let number: Int
    package let json: JSONObject

    /// The call called `json` at a place; nil for what is no call.
    init?(_ json: JSONObject, number: Int) {
        guard json["call"]?.string != nil else { return nil }
        (self.json, self.number) = (json, number)
    }

    /// What the script called: `environment.evaluate`, `PPO:updates`.
    package var name: String { json["call"]?.string ?? "" }
    /// What tells it from another call of its name.
    package var arguments: [JSONValue] { json["arguments"]?.array ?? [] }
    /// Its options by value, the defaults too; of functions only that there was one.
    package var settings: JSONObject { json["settings"]?.object ?? [:] }
    /// The objects that it used, at which version, and its random key.
    package var inputs: JSONObject { json["inputs"]?.object ?? [:] }
    package var result: JSONValue? { json["result"] }
    /// What it failed with, where it did.
    package var error: String? {
        json["error"].flatMap { $0["message"]?.string ?? $0["problem"]?.string }
    }
    /// How long it took.
    package var seconds: Double? { json["time"]?["seconds"]?.double }

    /// Episodes that a call played, by their place in the record.
    package struct Episodes: Sendable, Equatable {
        /// Of all episodes of the run, from 1.
        package let first: Int
        package let count: Int
        /// The number of their environment in `run.json`, from 1.
        package let environment: Int
    }
    package var episodes: Episodes? {
        guard let object = json["episodes"], let first = object["first"]?.int, let count = object["count"]?.int,
            let environment = object["environment"]?.int, first > 0, count > 0, environment > 0,
            !first.addingReportingOverflow(count).overflow
        else { return nil }
        return Episodes(first: first, count: count, environment: environment)
    }
}

/// Where values of a record come from: a call of the script.
package struct RecordedOrigin: Sendable, Equatable {
    package enum Place: Sendable, Equatable {
        /// A row of a table, from 1.
        case row(table: String, number: Int)
        /// A line of the metrics, from 1.
        case metrics(line: Int)
    }
    package let place: Place
    /// The call's number.
    package let call: Int
    /// The values that are the call's.
    package let names: [String]

    init?(_ json: JSONObject) {
        guard let call = json["call"]?.int, call > 0, let names = json["names"]?.array else { return nil }
        if let table = json["table"]?.string, let row = json["row"]?.int, row > 0 {
            place = .row(table: table, number: row)
        } else if let line = json["metrics"]?.int, line > 0 {
            place = .metrics(line: line)
        } else {
            return nil
        }
        (self.call, self.names) = (call, names.compactMap(\.string))
    }
}

extension RunReader {
    /// Whether the record keeps the script's calls: those of before `calls.jsonl` do not.
    package var hasCalls: Bool { Files.exists(folder + "/" + GrowingFiles.calls) }

    /// The script's calls in the order in which they ended.
    ///
    /// - Throws: `RunStoreError` for a line that is no call.
    package func calls() throws -> [RecordedCall] {
        let path = folder + "/" + GrowingFiles.calls
        return try RecordLines(path).objects.enumerated().map { index, json in
            guard let call = RecordedCall(json, number: index + 1) else {
                throw RunStoreError(.malformed, "\(path), line \(index + 1): it is no call")
            }
            return call
        }
    }

    /// Where rows and metrics come from, as far as calls gave them.
    package func origins() throws -> [RecordedOrigin] {
        let path = folder + "/" + GrowingFiles.origins
        return try RecordLines(path).objects.enumerated().map { index, json in
            guard let origin = RecordedOrigin(json) else {
                throw RunStoreError(.malformed, "\(path), line \(index + 1): it names no place and call")
            }
            return origin
        }
    }
}
