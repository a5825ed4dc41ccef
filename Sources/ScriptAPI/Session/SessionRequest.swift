package import JSON
internal import LuaHost
package import RunStore

extension Session {
    /// What is run: each kind with the facts that it needs.
    package enum Request {
        /// A script, in a new run.
        case new(NewRun)
        /// What a run recorded, in a new run.
        case rerun(Rerun)
        /// What a run recorded, in the record of that run, which was killed, failed or was interrupted.
        case resume(Resumption)
        /// What a run recorded, on top of its record: every call is answered from there, and nothing is written.
        case replay(Replay)
    }

    /// A script in a new run.
    package struct NewRun {
        /// Where its text comes from.
        package enum Source {
            /// The file at a path.
            case file(String)
            /// Cells that are given one at a time; the name stands where a file has its path.
            case cells(name: String)
            /// What a sweep has frozen: the path as it was given, the text, and the folder of its modules.
            case frozen(path: String, text: String, modules: String)
        }
        package var source: Source
        package var seed: UInt64
        package var assignments: [Assignment] = []
        /// The folder of runs.
        package var runs: String
        /// The run's name before the dash, in place of the script's.
        package var name: String?
        /// Its whole name, for a trial of a sweep, and which trial it is.
        package var trial: (id: String, of: JSONObject)?
        package var commandLine: [String] = []
        /// What the run is labelled with from its beginning.
        package var labels = RunLabels()
        /// The least time between two restart points, in seconds; nil leaves it to what they cost.
        package var restartInterval: Double?

        /// A run of a source; the rest is set afterwards.
        package init(_ source: Source, seed: UInt64, runs: String) {
            (self.source, self.seed, self.runs) = (source, seed, runs)
        }
    }

    /// A recorded script in a new run, whose record begins with the declaration of the parameters.
    package struct Rerun {
        package var script: RecordedScript
        /// The name of the run that is run again.
        package var of: String
        /// What is set otherwise than in that run.
        package var assignments: [Assignment] = []
        package var runs: String
        package var commandLine: [String] = []

        /// A run of a script as `run` recorded it.
        package init(_ script: RecordedScript, of run: String, runs: String) {
            (self.script, of, self.runs) = (script, run, runs)
        }
    }

    /// A stopped run that goes on.
    package struct Resumption {
        package let script: RecordedScript
        let folder: String
        let commandLine: [String]
        /// The least time between two restart points, in seconds; nil leaves it to what they cost.
        package var restartInterval: Double?

        /// - Throws: `RecordedScriptError` when a recorded source is not what ran.
        package init(_ run: RunReader, restartInterval: Double? = nil) throws {
            (script, folder, commandLine) = (try RecordedScript(run), run.folder, run.info.commandLine)
            self.restartInterval = restartInterval
        }
    }

    /// A recorded script whose functions are called again.
    package struct Replay {
        let script: RecordedScript
        let run: RunReader
        /// Told of each call that is answered, by its number, with the script's functions that it had called.
        let answered: (_ call: Int, _ functions: [String: LuaCallback]) throws -> Void
    }

    /// A parameter that the command line sets.
    package typealias Assignment = (name: String, value: String)
}

extension Session.Request {
    /// Whether the record is only gone over.
    var isReplay: Bool { if case .replay = self { true } else { false } }
    /// The script's path as it was given; errors call it so.
    var script: String {
        switch self {
        case .new(let run):
            switch run.source {
            case .file(let path), .frozen(let path, _, _): path
            case .cells(let name): name
            }
        case .rerun(let rerun): rerun.script.path
        case .resume(let resumption): resumption.script.path
        case .replay(let replay): replay.script.path
        }
    }
    /// The script's text as far as it is known before it runs.
    var text: String {
        get throws {
            switch self {
            case .new(let run):
                switch run.source {
                case .file(let path): try ScriptFile.read(path)
                case .cells: ""
                case .frozen(_, let text, _): text
                }
            case .rerun(let rerun): rerun.script.text
            case .resume(let resumption): resumption.script.text
            case .replay(let replay): replay.script.text
            }
        }
    }
    /// The script of a run that is run again or goes on.
    var recorded: RecordedScript? {
        switch self {
        case .new: nil
        case .rerun(let rerun): rerun.script
        case .resume(let resumption): resumption.script
        case .replay(let replay): replay.script
        }
    }
    /// Where `require` finds modules.
    var moduleFolder: String {
        if case .new(let run) = self, case .frozen(_, _, let folder) = run.source { return folder }
        return recorded?.folder ?? ScriptFile.folder(of: script)
    }
    package var seed: UInt64 {
        if case .new(let run) = self { run.seed } else { recorded?.seed ?? 0 }
    }
    var assignments: [Session.Assignment] {
        switch self {
        case .new(let run): run.assignments
        case .rerun(let rerun): rerun.assignments
        case .resume, .replay: []
        }
    }
    /// What the record says of the command line.
    var commandLine: [String] {
        switch self {
        case .new(let run): run.commandLine
        case .rerun(let rerun): rerun.commandLine
        case .resume(let resumption): resumption.commandLine
        case .replay: []
        }
    }
    var restartInterval: Double? {
        switch self {
        case .new(let run): run.restartInterval
        case .rerun, .replay: nil
        case .resume(let resumption): resumption.restartInterval
        }
    }
}
