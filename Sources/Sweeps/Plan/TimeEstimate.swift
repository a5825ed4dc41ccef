import RunStore

/// How long a sweep will take, by what runs of its script took.
package struct TimeEstimate: Sendable {
    /// The median of the recorded runs, in seconds.
    package let secondsPerTrial: Double
    /// How many there are.
    package let runs: Int

    /// Looks through the runs of a folder for completed ones of the same script, by its text where there are such, else by its name; nil for none.
    package init?(of source: FrozenSource, script: String, in folder: String) throws {
        let name = Files.lastComponent(script), hash = source.facts[0].sha256
        var same: [Double] = [], alike: [Double] = []
        for run in try RunsFolder(folder).runs().runs where run.info.status == .completed {
            guard Files.lastComponent(run.info.script) == name else { continue }
            let seconds = run.info.seconds(now: .now)
            alike.append(seconds)
            if run.info.sources.first?.sha256 == hash { same.append(seconds) }
        }
        let known = (same.isEmpty ? alike : same).sorted()
        guard !known.isEmpty else { return nil }
        (secondsPerTrial, runs) = (known[known.count / 2], known.count)
    }
}
