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
        let host = try ScriptHost(request(options))
        let interrupt = LuaInterrupt()
        let signals = stopOnSignals(interrupt)
        defer { for source in signals { source.cancel() } }
        let outcome = try host.perform(interrupt: interrupt)
        if let recorded = host.recorded, !options.quiet {
            Terminal.errors.write("recorded as \(recorded.id); see it with: assay show \(recorded.id)\n")
        }
        switch outcome {
        case .completed, .described: return
        case .misused(let problem):
            Program.complain(problem + "; see \"assay run \(options.script) --help\"")
            Program.end(.usage)
        case .failed(let error), .interrupted(let error):
            Terminal.errors.write(error.screen(colour: Terminal.errors.style.isColoured) + "\n")
            Program.end(.failure)
        }
    }

    /// `assay run SCRIPT --help`: usage and the script's own parameters. Ends the process.
    static func describe(_ options: RunOptions) -> Never {
        do {
            let host = try ScriptHost(request(options), parametersOnly: true)
            guard case .described(let parameters) = try host.perform() else { Program.end(.failure) }
            print(
                "usage: assay run \(options.script) [name=value ...] [--seed N] [--runs FOLDER] [--name TEXT] [--quiet]\n"
            )
            print(parameters.isEmpty ? "The script declares no parameters." : "parameters:\n" + parameters)
            Program.end(.success)
        } catch {
            Program.complain("\(error)")
            Program.end(.failure)
        }
    }

    private static func request(_ options: RunOptions) -> ScriptHost.Request {
        ScriptHost.Request(
            script: options.script, seed: options.seed,
            assignments: options.parameters.map { ($0.name, $0.value) }, runs: options.runs.folder,
            name: options.name, commandLine: Array(CommandLine.arguments.dropFirst()), quiet: options.quiet)
    }

    /// The first Ctrl-C stops the script at its next step and ends the record; a second one ends the process at once.
    private static func stopOnSignals(_ interrupt: LuaInterrupt) -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if Interrupt.isRequested { _exit(128 + number) }
                Interrupt.request()
                interrupt.request()
            }
            source.resume()
            return source
        }
    }
}
