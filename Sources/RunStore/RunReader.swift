package import JSON
package import Rendering

/// Reads a run, also while it is being written.
package struct RunReader: Sendable {
    /// The run's folder.
    package let folder: String
    /// What `run.json` says; the status `killed` where it says `running` and nobody writes any more.
    package let info: RunInfo

    /// Opens the run in `folder`.
    ///
    /// - Throws: `RunStoreError` when there is none, or not one that can be read.
    package init(folder: String) throws {
        var info = try Self.info(folder)
        // A run may end between the two looks: it is killed if it says `running` after nobody held the lock.
        if info.status == .running, RunLock.isHeld(folder: folder) == false {
            info = try Self.info(folder)
            if info.status == .running { info.status = .killed }
        }
        // The folder's name is the run's: a copy under another name is found under that one.
        info.id = Files.lastComponent(folder)
        (self.folder, self.info) = (folder, info)
    }

    private static func info(_ folder: String) throws -> RunInfo {
        let path = folder + "/run.json"
        do {
            guard let object = try Self.document(path).object else {
                throw RunStoreError(.malformed, "\(path) is no run's: it is no JSON object")
            }
            return try RunInfo(object, path: path)
        } catch let error as JSONError {
            throw RunStoreError(.malformed, "\(path) is no run's: \(error)")
        }
    }

    /// The value that the file at `path` holds.
    private static func document(_ path: String) throws -> JSONValue {
        try JSONParser.parse(
            try Files.read(path, limit: RecordLimits.documentBytes), values: RecordLimits.documentValues)
    }

    /// What people said of it since.
    package func labels() throws -> RunLabels { try RunLabels(folder: folder) }

    /// The series.
    package func metrics() throws -> MetricColumns { try MetricColumns(folder + "/metrics.jsonl") }

    /// The series as a page shows them: of long ones only some values, and all the sooner.
    package func metricOverview() throws -> MetricOverview { try MetricScanner.overview(folder + "/metrics.jsonl") }

    /// Calls `body` with each line of `metrics.jsonl` as it was written, and its number from 1.
    package func forEachMetricLine(_ body: (_ line: JSONObject, _ number: Int) throws -> Void) throws {
        try RecordLines.forEach(of: folder + "/metrics.jsonl", body)
    }

    /// The names of the tables: first those of the notebook in its order, then others.
    package func tableNames() throws -> [String] {
        let files = try names("tables", ending: ".jsonl")
        let known = try cells().flatMap(\.items).compactMap { item -> String? in
            if case .table(let name, _) = item, files.contains(name) { name } else { nil }
        }
        var order: [String] = []
        for name in known + files where !order.contains(name) { order.append(name) }
        return order
    }

    /// The names of the tables, sorted; cheaper than asking the notebook for their order.
    package func tableFiles() throws -> [String] { try names("tables", ending: ".jsonl") }

    /// The rows of a table.
    package func table(_ name: String) throws -> RecordLines {
        try RecordName.check(name, what: "table")
        return try RecordLines(folder + "/tables/\(name).jsonl")
    }

    /// Calls `body` with each row of a table and its number, from 1; one row is in memory at a time.
    package func forEachRow(of name: String, _ body: (_ row: JSONObject, _ number: Int) throws -> Void) throws {
        try RecordName.check(name, what: "table")
        try RecordLines.forEach(of: folder + "/tables/\(name).jsonl", body)
    }

    /// The names of the plots.
    package func plotNames() throws -> [String] { try names("plots", ending: ".json") }

    /// A figure.
    package func plot(_ name: String) throws -> Plot {
        try RecordName.check(name, what: "plot")
        let path = plotPath(name, "json")
        guard let object = (try? Self.document(path))?.object,
            let plot = Plot(object)
        else { throw RunStoreError(.malformed, "\(path) holds no plot") }
        return plot
    }

    /// Where a plot's `svg` or `json` is.
    package func plotPath(_ name: String, _ ending: String) -> String { folder + "/plots/\(name).\(ending)" }

    /// The names of the artifacts.
    package func artifactNames() throws -> [String] { try names("artifacts", ending: "") }

    /// The names of the checkpoints.
    package func checkpointNames() throws -> [String] { try names("checkpoints", ending: "") }

    /// Whether there is a notebook; cheaper than reading it.
    package var hasCells: Bool { Files.exists(folder + "/cells.jsonl") }

    /// The script's cells so far.
    package func cells() throws -> [Cell] { Cell.cells(try RecordLines(folder + "/cells.jsonl").objects) }

    /// The episodes.
    package func episodes() throws -> EpisodeFile { try EpisodeFile(folder + "/episodes.jsonl.zst") }

    /// A source file as it ran; `path` is relative to the script's folder.
    package func source(_ path: String) throws -> String {
        try RecordName.check(path: path, what: "source file")
        return String(
            decoding: try Files.read(folder + "/source/" + path, limit: RecordLimits.documentBytes), as: UTF8.self)
    }

    /// The source files as they ran, by their path relative to the script's folder. Links are left out.
    package func sources() throws -> [String: String] {
        var (texts, folders): ([String: String], [String]) = ([:], [""])
        while let place = folders.popLast() {
            for name in try Files.names(in: folder + "/source/" + place) {
                let path = place + name
                let whole = folder + "/source/" + path
                if Files.isLink(whole) { continue }
                if Files.isFolder(whole) {
                    // A forged record may be nested as deep as its maker liked.
                    if path.utf8.count < 1000 { folders.append(path + "/") }
                } else {
                    texts[path] = String(
                        decoding: try Files.read(whole, limit: RecordLimits.documentBytes), as: UTF8.self)
                }
            }
        }
        return texts
    }

    private func names(_ place: String, ending: String) throws -> [String] {
        try Files.names(in: folder + "/" + place).filter { $0.hasSuffix(ending) && !$0.hasSuffix(".partial") }
            .map { String($0.dropLast(ending.count)) }
    }
}
