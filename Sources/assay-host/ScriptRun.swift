import CommandLineOptions
import Foundation
import Rendering
import RunStore
import ScriptAPI

/// One `assay run`, from its options to its exit status.
enum ScriptRun {
    static func perform(_ options: RunOptions) throws {
        let report = SessionReport(
            quiet: options.quiet, json: options.json, runs: options.runs,
            help: "assay run \(ShellWord.quoted(options.script)) --help")
        let request = Session.Request.new(try request(options))
        try report.perform(Session(request, observer: report.observer))
    }

    /// `assay run SCRIPT --help`: usage and the script's own parameters. Ends the process.
    static func describe(_ options: RunOptions) -> Never {
        do {
            let session = try Session(.new(request(options)), parametersOnly: true, observer: SilentObserver())
            switch try session.perform() {
            case .described(let parameters):
                print(
                    "usage: assay run \(options.script) [name=value ...] [--seed N] [--runs FOLDER] [--name TEXT] "
                        + "[--tag TAG] [--note TEXT] [--quiet] [--json]\n")
                print(parameters.isEmpty ? "The script declares no parameters." : "parameters:\n" + parameters)
                Program.end(.success)
            case .failed(let error), .interrupted(let error): SessionReport.show(error)
            case .misused(let problem): Program.complain(problem)
            case .completed: break
            }
            Program.end(.failure)
        } catch {
            Program.complain("\(error)")
            Program.end(.failure)
        }
    }

    private static func request(_ options: RunOptions) throws -> Session.NewRun {
        var run = Session.NewRun(.file(options.script), seed: options.seed, runs: options.runs.folder)
        run.assignments = options.parameters.map { ($0.name, $0.value) }
        (run.name, run.restartInterval) = (options.name, options.restarts.checkpointEvery)
        run.commandLine = Array(CommandLine.arguments.dropFirst())
        for tag in options.tags where !run.labels.tags.contains(tag) {
            try RunLabels.check(tag: tag)
            run.labels.tags.append(tag)
        }
        run.labels.note = options.note ?? ""
        return run
    }
}
