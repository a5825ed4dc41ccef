import Disk
import JSON
import RunStore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The folder of a sweep, `RUNS/sweeps/NAME`: its frozen script, its plan, and what happened.
///
/// The runs of its trials lie beside other runs, each under the name `NAME.NUMBER`, so that their state is known from there alone.
package struct SweepFolder: Sendable {
    /// Where the sweeps of a folder of runs are.
    private static let place = "sweeps"
    /// The most bytes of `sweep.json`.
    private static let limit = 64 << 20

    /// The folder of runs.
    package let runs: String
    package let head: SweepHead

    /// The sweep's folder.
    package var path: String { "\(runs)/\(Self.place)/\(head.name)" }
    /// Where the frozen script and its modules are.
    package var source: String { path + "/source" }

    /// The name of a trial's run.
    package func runName(of trial: Int) -> String { "\(head.name).\(trial)" }
    /// The folder of a trial's run, which is there once the trial has begun.
    package func runFolder(of trial: Int) -> String { "\(runs)/\(runName(of: trial))" }
    /// What a trial's process prints goes there.
    package func log(of trial: Int) -> String { "\(path)/logs/\(trial).log" }

    /// The names of the sweeps of a folder of runs.
    package static func names(in runs: String) throws -> [String] {
        try Files.names(in: "\(runs)/\(place)").filter {
            !$0.hasPrefix(".") && Files.exists("\(runs)/\(place)/\($0)/sweep.json")
        }
    }

    /// Makes the folder, whole or not at all.
    ///
    /// - Throws: `SweepError` when there is a sweep of that name, `RunStoreError` when it cannot be written.
    package static func create(in runs: String, head: SweepHead, source: FrozenSource) throws -> SweepFolder {
        do { try RecordName.check(head.name, what: "sweep") } catch { throw SweepError("\(error)", isUsage: true) }
        let folder = "\(runs)/\(place)"
        if Files.exists("\(folder)/\(head.name)") { throw taken(head.name) }
        // A trial's run would be taken for one of this sweep.
        if let run = try Files.names(in: runs).first(where: { isRun($0, of: head.name) }) {
            throw SweepError(
                "there are runs of an earlier sweep \"\(head.name)\", such as \(run); give this one another name with --name",
                isUsage: true)
        }
        var head = head
        head.sources = source.facts
        let partial = "\(folder)/.\(head.name).\(getpid()).partial"
        do { try write(&head, source, to: partial) } catch {
            // What there was no room for must not take up more of it.
            try? Files.remove(folder: partial)
            throw error
        }
        guard rename(partial, "\(folder)/\(head.name)") == 0 else {
            try Files.remove(folder: partial)
            throw taken(head.name)
        }
        Disk.synchronize(folder: folder)
        return SweepFolder(runs: runs, head: head)
    }

    private static func write(_ head: inout SweepHead, _ source: FrozenSource, to partial: String) throws {
        try Files.remove(folder: partial)
        try Files.makeFolders(partial + "/logs")
        for file in source.files {
            try Files.makeFolders(Disk.parent(of: "\(partial)/source/\(file.path)"))
            try Files.replace("\(partial)/source/\(file.path)", with: file.text.utf8)
        }
        if head.plan.isKnown {
            let lines = head.plan.fixedTrials.flatMap { JSONValue.object($0.json).encoded() + [UInt8(ascii: "\n")] }
            head.trialsHash = ContentHash.of(lines)
            try Files.replace(partial + "/trials.jsonl", with: lines)
        }
        try Files.replace(partial + "/sweep.json", with: (JSONValue.object(head.json).prettyText + "\n").utf8)
    }

    private static func isRun(_ name: String, of sweep: String) -> Bool {
        name.hasPrefix(sweep + ".") && Int(name.dropFirst(sweep.count + 1)) != nil
    }

    private static func taken(_ name: String) -> SweepError {
        SweepError(
            "there is a sweep \"\(name)\" already; go on with it by \"assay sweep resume \(name)\", or give this one another name with --name",
            isUsage: true)
    }

    private init(runs: String, head: SweepHead) { (self.runs, self.head) = (runs, head) }

    /// Opens the sweep called `name`, or the only one whose name begins so.
    ///
    /// - Throws: `SweepError` where there is none, or where its folder is not as it was written.
    package init(_ name: String, in runs: String) throws {
        let names = try Self.names(in: runs)
        let candidates = names.contains(name) ? [name] : names.filter { $0.hasPrefix(name) && !name.isEmpty }
        guard candidates.count == 1 else {
            guard candidates.isEmpty else {
                throw SweepError(
                    "\"\(name)\" may be any of \(candidates.prefix(8).joined(separator: ", ")): give more of the name",
                    isUsage: true)
            }
            let near = names.sorted { RunsFolder.distance(name, $0) < RunsFolder.distance(name, $1) }.prefix(3)
            let hint = near.isEmpty ? "there is none yet" : "the nearest are \(near.joined(separator: ", "))"
            throw SweepError("there is no sweep \"\(name)\" in \(runs); \(hint)", isUsage: true)
        }
        let path = "\(runs)/\(Self.place)/\(candidates[0])"
        self.runs = runs
        var head: SweepHead
        do {
            let value = try JSONParser.parse(
                try Files.read(path + "/sweep.json", limit: Self.limit), values: RecordLimits.documentValues)
            head = try SweepHead(value.object ?? [:], path: path + "/sweep.json")
        } catch let error as JSONError {
            throw SweepError("\(path)/sweep.json is no sweep's: \(error)")
        }
        // The folder's name is the sweep's only as long as its runs are called by it.
        guard head.name == candidates[0] else {
            throw SweepError(
                "the sweep \(head.name) was renamed to \(candidates[0]), and its runs are not; give its folder its name back"
            )
        }
        if head.plan.isKnown {
            let trials = try Self.trials(path, head)
            if case .listed = head.plan.source {
                head.plan.source = .listed(trials)
            } else {
                head.plan.source = .fixed(trials.filter { $0.seed == head.plan.seeds[0] }.map(\.point))
                guard head.plan.trialCount == trials.count else {
                    throw SweepError(
                        "\(path)/trials.jsonl has \(trials.count) trials, which are not its points with each of its seeds; begin a new sweep"
                    )
                }
            }
        }
        self.head = head
    }

    /// What `trials.jsonl` lists, which must be what was written.
    private static func trials(_ path: String, _ head: SweepHead) throws -> [Trial] {
        let file = path + "/trials.jsonl"
        func edited(_ how: String) -> SweepError {
            SweepError("\(file) was changed after the sweep began (\(how)); undo that, or begin a new sweep")
        }
        let bytes = try Files.read(file, limit: RecordLimits.fileBytes)
        guard ContentHash.of(bytes) == head.trialsHash else { throw edited("its hash is not the recorded one") }
        var trials: [Trial] = []
        for (place, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let object = try? JSONParser.parse(Array(line)).object, let trial = Trial(object),
                trial.number == place + 1
            else { throw edited("line \(place + 1) is no trial") }
            trials.append(trial)
        }
        return trials
    }

    /// The text of the frozen script, all of whose files are still what was frozen.
    ///
    /// - Throws: `SweepError` for one that was changed.
    package func script() throws -> String {
        var main = ""
        for (place, file) in head.sources.enumerated() {
            try RecordName.check(path: file.path, what: "source file")
            let bytes = try Files.read("\(source)/\(file.path)", limit: RecordLimits.documentBytes)
            let text = String(decoding: bytes, as: UTF8.self)
            guard file.holds(text) else {
                throw SweepError(
                    "\(source)/\(file.path) was changed after the sweep began; undo that, or begin a new sweep with the script as it is now"
                )
            }
            if place == 0 { main = text }
        }
        return main
    }
}
