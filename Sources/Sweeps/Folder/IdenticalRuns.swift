import Disk
import JSON
package import RunStore

/// Runs that need not be run again: completed ones with the script, parameters, seed, modules, data, models and numerics of a trial.
package final class IdenticalRuns {
    private struct Key: Hashable {
        let script: String
        let seed: UInt64
        let parameters: String
    }
    private let folder: SweepFolder
    private var runs: [Key: [String]] = [:]
    /// Hashes of files that were looked at, by path.
    private var hashes: [String: String?] = [:]

    /// Looks through the runs beside the sweep.
    package init(for folder: SweepFolder) throws {
        self.folder = folder
        for name in try Files.names(in: folder.runs) where !name.hasPrefix(".") {
            let place = folder.runs + "/" + name
            guard !Files.isLink(place), Files.exists(place + "/run.json"), let run = try? RunReader(folder: place),
                run.info.status == .completed, run.info.sweep?["sweep"]?.string != folder.head.name,
                let script = run.info.sources.first?.sha256, script == folder.head.sources[0].sha256
            else { continue }
            let values = JSONObject(run.info.parameters.map { ($0.name, $0.value) })
            runs[Key(script: script, seed: run.info.seed, parameters: Self.text(values)), default: []].append(name)
        }
    }

    /// The name of a run that is the same as the trial's would be, the first by name; nil for none.
    package func run(for trial: Trial) -> RunReader? {
        var values = JSONObject(folder.head.declared.map { ($0.name, $0.fallback) })
        for parameter in trial.point.parameters.members { values[parameter.key] = parameter.value }
        let key = Key(
            script: folder.head.sources[0].sha256, seed: trial.seed, parameters: Self.text(values))
        for name in runs[key] ?? [] {
            if let run = try? RunReader(folder: folder.runs + "/" + name), holdsNow(run) { return run }
        }
        return nil
    }

    /// Parameters by name; a whole number and the same number with a point are one value.
    private static func text(_ values: JSONObject) -> String {
        func plain(_ value: JSONValue) -> JSONValue {
            switch value {
            case .number(let number): Int(exactly: number).map { .int($0) } ?? value
            case .array(let list): .array(list.map(plain))
            default: value
            }
        }
        let sorted = values.members.sorted { $0.key < $1.key }
        return JSONValue.object(JSONObject(sorted.map { ($0.key, plain($0.value)) })).text
    }

    /// Whether what the run read is what a new run would read.
    private func holdsNow(_ run: RunReader) -> Bool {
        guard run.info.provenance["numerics"]?.int == folder.head.numerics else { return false }
        for file in run.info.sources.dropFirst() {
            guard folder.head.sources.contains(where: { $0.path == file.path && $0.sha256 == file.sha256 }) else {
                return false
            }
        }
        for model in run.info.provenance["models"]?.array ?? [] {
            guard let place = model["folder"]?.string, let files = model["sha256"]?.object else { return false }
            for file in files.members where hash(of: place + "/" + file.key) != file.value.string { return false }
        }
        for data in run.info.provenance["datasets"]?.array ?? [] {
            // Generated ones have no file.
            guard let path = data["path"]?.string else { continue }
            let whole = path.hasPrefix("/") ? path : "\(folder.head.workingDirectory)/\(path)"
            if hash(of: whole) != data["sha256"]?.string { return false }
        }
        return true
    }

    private func hash(of path: String) -> String? {
        if let known = hashes[path] { return known }
        let hash = try? ContentHash.ofFile(path)
        hashes[path] = hash
        return hash
    }
}
