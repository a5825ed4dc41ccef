import CommandLineOptions
import Dispatch
import Foundation
import LuaHost
import Rendering
import Rollouts
import ScriptAPI

/// One `assay run`, from its options to its exit status.
enum ScriptRun {
    static func perform(_ options: RunOptions) throws {
        try end(
            try ScriptHost(request(options)), quiet: options.quiet, runs: options.runs,
            help: "assay run \(options.script) --help")
    }

    /// Runs the script to its end and says where it is recorded; ends the process where that is no success.
    static func end(_ host: ScriptHost, quiet: Bool, runs: RunsOption, help: String) throws {
        let outcome = try outcome(of: host)
        if let recorded = host.recorded, !quiet {
            let show = "assay show \(recorded.id)" + runs.spelledOut
            Terminal.errors.write("recorded as \(recorded.id); see it with: \(show)\n")
        }
        switch outcome {
        case .completed, .described: return
        case .misused(let problem):
            Program.complain(problem + "; see \"\(help)\"")
            Program.end(.usage)
        case .failed(let error), .interrupted(let error):
            show(error)
            Program.end(.failure)
        }
    }

    /// Runs the script to its end; a signal stops it.
    static func outcome(of host: ScriptHost) throws -> ScriptHost.Outcome {
        try stoppable(host.interrupt) { try host.perform() }
    }

    /// Does what signals can stop.
    static func stoppable<Result>(
        _ interrupt: Interrupt, _ body: () throws -> Result
    ) throws -> Result {
        let signals = stopOnSignals(interrupt)
        defer { for source in signals { source.cancel() } }
        // A reader that goes away, such as `head`, does not end the run.
        signal(SIGPIPE, SIG_IGN)
        // Nor does a file that grows beyond `ulimit -f`: the write says so, and the script is told.
        signal(SIGXFSZ, SIG_IGN)
        return try body()
    }

    /// `assay run SCRIPT --help`: usage and the script's own parameters. Ends the process.
    static func describe(_ options: RunOptions) -> Never {
        do {
            let host = try ScriptHost(request(options), parametersOnly: true)
            switch try host.perform() {
            case .described(let parameters):
                print(
                    "usage: assay run \(options.script) [name=value ...] [--seed N] [--runs FOLDER] [--name TEXT] [--quiet]\n"
                )
                print(parameters.isEmpty ? "The script declares no parameters." : "parameters:\n" + parameters)
                Program.end(.success)
            case .failed(let error), .interrupted(let error):
                show(error)
            case .misused(let problem): Program.complain(problem)
            case .completed: break
            }
            Program.end(.failure)
        } catch {
            Program.complain("\(error)")
            Program.end(.failure)
        }
    }

    static func show(_ error: LuaScriptError) {
        let terminal = Terminal.errors
        terminal.write(error.screen(colour: terminal.style.isColoured, columns: terminal.width) + "\n")
    }

    private static func request(_ options: RunOptions) -> ScriptHost.Request {
        var request = ScriptHost.Request(
            script: options.script, seed: options.seed,
            assignments: options.parameters.map { ($0.name, $0.value) }, runs: options.runs.folder,
            name: options.name, commandLine: Array(CommandLine.arguments.dropFirst()), quiet: options.quiet)
        request.restartInterval = options.restarts.checkpointEvery
        return request
    }

    /// The first Ctrl-C stops the script at its next step and ends the record; a second one ends the process at once.
    /// So do a request to terminate and a terminal that goes away, unless `nohup` has the program ignore that.
    private static func stopOnSignals(_ interrupt: Interrupt) -> [any DispatchSourceSignal] {
        // Ahead of the numerics, which keep every core busy.
        let queue = DispatchQueue(label: "signals", qos: .userInteractive)
        return [SIGINT, SIGTERM, SIGHUP].compactMap { number in
            var action = sigaction()
            sigaction(number, nil, &action)
            let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1  // SIG_IGN
            if number == SIGHUP, isIgnored { return nil }
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if interrupt.isRequested { _exit(128 + number) }
                interrupt.request()
            }
            source.resume()
            return source
        }
    }
}
