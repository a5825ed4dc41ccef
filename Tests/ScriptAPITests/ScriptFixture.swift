import JSON
import Foundation
import LuaHost
import Rollouts
import RunStore
import ScriptAPI
import TestSupport

/// A script in a folder of its own, with a folder of runs.
struct ScriptFixture {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What a run came to.
    struct Ran {
        /// Keeps the record from being removed.
        let folder: TemporaryFolder
        let outcome: Session.Outcome
        let output: String
        /// The record; nil when none was begun.
        let record: RunReader?

        /// The error of a script that failed or was interrupted.
        var error: LuaScriptError? {
            switch outcome {
            case .failed(let error), .interrupted(let error): error
            default: nil
            }
        }
        var isCompleted: Bool { if case .completed = outcome { true } else { false } }
        /// What was wrong with the command line.
        var misuse: String? { if case .misused(let problem) = outcome { problem } else { nil } }
        var status: RunStatus? { record?.info.status }
    }

    /// Runs `source` as `script.lua`.
    ///
    /// - Parameter printed: told of each text that the script prints, before the call returns.
    func run(
        _ source: String, _ assignments: [(name: String, value: String)] = [], seed: UInt64 = 1, help: Bool = false,
        interval: Double? = nil, interrupt: Interrupt = Interrupt(),
        printed: @escaping (String) -> Void = { _ in }
    ) throws -> Ran {
        try folder.write(source, to: "script.lua")
        return try run(
            script: folder.file("script.lua"), assignments, seed: seed, help: help, interval: interval,
            interrupt: interrupt, printed: printed)
    }

    /// Runs the script at a path.
    func run(
        script: String, _ assignments: [(name: String, value: String)] = [], seed: UInt64 = 1, help: Bool = false,
        interval: Double? = nil, interrupt: Interrupt = Interrupt(),
        printed: @escaping (String) -> Void = { _ in }
    ) throws -> Ran {
        var new = Session.NewRun(.file(script), seed: seed, runs: folder.file("runs"))
        (new.assignments, new.restartInterval, new.commandLine) = (assignments, interval, ["run", "script.lua"])
        return try run(.new(new), help: help, interrupt: interrupt, printed: printed)
    }

    /// Runs what a run recorded.
    func run(again recorded: RunReader, _ assignments: [(name: String, value: String)] = []) throws -> Ran {
        var rerun = Session.Rerun(try RecordedScript(recorded), of: recorded.info.id, runs: folder.file("runs"))
        rerun.assignments = assignments
        return try run(.rerun(rerun))
    }

    /// Resumes a run that was stopped.
    func resume(
        _ stopped: RunReader, interrupt: Interrupt = Interrupt(), printed: @escaping (String) -> Void = { _ in }
    ) throws -> Ran {
        try run(.resume(Session.Resumption(stopped, restartInterval: 0)), interrupt: interrupt, printed: printed)
    }

    private func run(
        _ request: Session.Request, help: Bool = false, interrupt: Interrupt = Interrupt(),
        printed: @escaping (String) -> Void = { _ in }
    ) throws -> Ran {
        let output = Output(printed)
        let session = try Session(
            request, parametersOnly: help, interrupt: interrupt, observer: TerminalObserver { output.add($0) })
        return Ran(
            folder: folder, outcome: try session.perform(), output: output.text,
            record: try session.recorded.map { try RunReader(folder: $0.folder) })
    }

    /// A session of cells, which are given by name `script.lua`.
    func cells(seed: UInt64 = 1, observer: any SessionObserver) throws -> Session {
        try Session(
            .new(.init(.cells(name: folder.file("script.lua")), seed: seed, runs: folder.file("runs"))),
            observer: observer)
    }

    /// How many runs were recorded.
    var runCount: Int {
        get throws { try RunsFolder(folder.file("runs")).runs().runs.count }
    }

    private final class Output {
        private(set) var text = ""
        private let printed: (String) -> Void
        init(_ printed: @escaping (String) -> Void) { self.printed = printed }
        func add(_ part: String) {
            text += part
            printed(part)
        }
    }
}

/// The project's own files.
enum Project {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()
    static let experiments = root + "experiments"

    /// Lua that opens a policy: the bundled one, or one of its shape in a checkout without weights.
    static let policy =
        FileManager.default.fileExists(atPath: experiments + "/minicoder/model.safetensors")
        ? "model.load \"minicoder\"" : "model.untrained \"minicoder\""
}
