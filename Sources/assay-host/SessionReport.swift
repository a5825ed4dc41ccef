import CommandLineOptions
import JSON
import LuaHost
import Rendering
import RunStore
import ScriptAPI

/// What a command says of a session once it has ended.
struct SessionReport {
    enum Form {
        /// For people: where the record is, and what went wrong.
        case sentences
        /// The run's name alone, for a shell.
        case name
        /// One JSON object, for programs.
        case json
    }
    let form: Form
    let runs: RunsOption
    /// The command that lists what the command line may set.
    let help: String

    init(quiet: Bool, json: Bool, runs: RunsOption, help: String) {
        (form, self.runs, self.help) = (json ? .json : quiet ? .name : .sentences, runs, help)
    }

    /// Who is told what happens meanwhile.
    var observer: any SessionObserver { form == .sentences ? TerminalObserver() : SilentObserver() }

    /// Runs the session to its end and says what came of it; ends the process where that is no success.
    func perform(_ session: Session) throws {
        let (outcome, signal) = try Self.run(session)
        try say(session)
        switch outcome {
        case .completed, .described: return
        case .misused(let problem):
            Program.complain(problem + "; see \"\(help)\"")
            Program.end(.usage)
        case .failed(let error):
            Self.show(error)
            Program.end(.failure)
        case .interrupted(let error):
            Self.show(error)
            if form == .sentences, let recorded = session.recorded {
                Terminal.errors.write(
                    "go on with it: assay resume \(ShellWord.quoted(recorded.id))\(runs.spelledOut)\n")
            }
            Program.end(signal: signal)
        }
    }

    /// Runs the session to its end; signals stop it.
    static func run(_ session: Session) throws -> (outcome: Session.Outcome, signal: Int32) {
        let abandon = session.abandon
        return try StopSignals.handled(stopping: session.interrupt, abandon: abandon) { signals in
            (try session.perform(), signals.number)
        }
    }

    private func say(_ session: Session) throws {
        let recorded = session.recorded
        switch form {
        case .sentences:
            guard let recorded else { return }
            let show = "assay show \(ShellWord.quoted(recorded.id))" + runs.spelledOut
            Terminal.errors.write("recorded as \(recorded.id); see it with: \(show)\n")
        case .name:
            if let recorded { Terminal.output.write(recorded.id + "\n") }
        case .json:
            var object: JSONObject = ["run": .null]
            if let recorded {
                let info = try RunReader(folder: recorded.folder).info
                object = [
                    "run": .string(info.id), "folder": .string(recorded.folder),
                    "status": .string(info.status.rawValue),
                    "result": info.result,
                ]
                if let error = info.error { object["error"] = .string(error) }
            }
            Terminal.output.write(json: JSONValue.object(object).prettyText)
        }
    }

    /// How a script failed, with its lines.
    static func show(_ error: LuaScriptError) {
        let terminal = Terminal.errors
        terminal.write(error.screen(colour: terminal.style.isColoured, columns: terminal.width) + "\n")
    }
}
