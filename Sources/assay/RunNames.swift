import ArgumentParser
import CommandLineOptions
import RunIndex
import RunStore

/// The runs that a command is about.
struct RunNames: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The runs' names, or as much of each as no other has; or filters such as 'turns>=3', see assay list.",
            valueName: "run"))
    var names: [String]
    @OptionGroup var runs: RunsOption

    /// The runs in the order given, none twice; those that a filter finds from the oldest on.
    ///
    /// - Throws: `RunQueryError` for a filter that cannot be read, `NoRunFound` for one that finds nothing.
    func readers() throws -> [RunReader] {
        let folder = RunsFolder(runs.folder)
        var found: [RunReader] = []
        for name in names {
            for run in Self.isFilter(name) ? try chosen(by: name) : [try folder.run(name)]
            where !found.contains(where: { $0.folder == run.folder }) {
                found.append(run)
            }
        }
        return found
    }

    /// A filter compares; no run's name, and hardly a path, has its signs or a space.
    private static func isFilter(_ text: String) -> Bool {
        !text.contains("/") && text.contains { "=<>~ ".contains($0) }
    }

    private func chosen(by filter: String) throws -> [RunReader] {
        var query = RunQuery()
        (query.filter, query.isAscending) = (filter, true)
        let index = try RunIndex(runs.folder)
        let matches = try index.matches(query).matches
        guard !matches.isEmpty else { throw NoRunFound(filter: filter, folder: runs.folder) }
        return try matches.map { try RunReader(folder: runs.folder + "/" + $0.info.id) }
    }
}

/// A filter that no run satisfies.
struct NoRunFound: Error, CustomStringConvertible {
    let filter: String
    let folder: String
    var description: String { "no run in \(folder) satisfies the filter \(filter); \"assay list\" shows all" }
}

extension RunQueryError: UsageError {}
