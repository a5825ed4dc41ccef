#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder of runs.
package struct RunsFolder: Sendable {
    package let path: String

    /// The runs in the folder at `path`, which need not exist.
    package init(_ path: String) { self.path = path }

    /// The runs, newest first, and a sentence for each that cannot be read.
    package func runs() throws -> (runs: [RunReader], problems: [String]) {
        var (runs, problems): ([RunReader], [String]) = ([], [])
        for id in try ids() {
            do {
                runs.append(try RunReader(folder: path + "/" + id))
            } catch {
                problems.append("\(error)")
            }
        }
        runs.sort { ($1.info.started, $1.info.id) < ($0.info.started, $0.info.id) }
        return (runs, problems)
    }

    /// The run called `name`, or the only one whose name begins so. A path to a run's folder will do as well.
    ///
    /// - Throws: `RunStoreError` with the nearest names, or with all that begin so.
    package func run(_ name: String) throws -> RunReader {
        if name.contains("/") {
            var folder = name
            while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
            return try RunReader(folder: folder)
        }
        // A whole name is found without a look at all the others.
        if !name.isEmpty, !name.hasPrefix("."), Files.exists(path + "/" + name + "/run.json") {
            return try reader(name)
        }
        let ids = try ids()
        let candidates = ids.filter { $0.hasPrefix(name) }
        if candidates.count == 1 { return try reader(candidates[0]) }
        if candidates.isEmpty { throw notFound(name, ids) }
        throw RunStoreError(
            .ambiguous, "\"\(name)\" may be any of \(Self.list(candidates)): give more of the name")
    }

    /// The run of a folder here. A link in its place would lead elsewhere.
    private func reader(_ id: String) throws -> RunReader {
        guard !Files.isLink(path + "/" + id) else { throw RunStoreError.cannotRead(path + "/" + id, ELOOP) }
        return try RunReader(folder: path + "/" + id)
    }

    /// The names of the folders that hold a run. One without `run.json` is just being made.
    private func ids() throws -> [String] {
        try Files.names(in: path).filter { !$0.hasPrefix(".") && Files.exists(path + "/" + $0 + "/run.json") }
    }

    private func notFound(_ name: String, _ ids: [String]) -> RunStoreError {
        if ids.isEmpty {
            return RunStoreError(
                .notFound, "there is no run in \(path): look elsewhere with --runs FOLDER or ASSAY_RUNS")
        }
        let near = ids.map { (id: $0, distance: Self.distance(name, $0)) }.sorted { $0.distance < $1.distance }.prefix(
            3)
        return RunStoreError(
            .notFound, "there is no run \"\(name)\" in \(path); the nearest are \(Self.list(near.map(\.id)))")
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(8).joined(separator: ", ")
        return names.count > 8 ? shown + " and \(names.count - 8) more" : shown
    }

    /// How many letters must be changed, added or taken out of one for the other (Levenshtein, 1966).
    package static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.prefix(100)), Array(right.prefix(100)))
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let changed = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
