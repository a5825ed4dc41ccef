import CommandLineOptions
import Foundation
import Rendering
import RunStore
import ScriptAPI

/// One `assay resume`, from its options to its exit status.
enum ScriptResume {
    static func perform(_ options: ResumeOptions) throws {
        // The run's folder stays the same one when the directory changes.
        let run = try RunsFolder(URL(filePath: options.runs.folder).path).run(options.run)
        var request = try ScriptHost.Request(resuming: run, interval: options.restarts.checkpointEvery)
        request.quiet = options.quiet
        if let problem = request.recorded?.enterWorkingDirectory() { Program.complain("note: \(problem)") }
        if !options.recordedSource, let change = request.recorded?.changeSince { throw change }
        let host = try ScriptHost(request)
        if !options.quiet {
            let calls = host.callsToAnswer
            let from =
                calls == 0 ? "its beginning" : "its restart point after \(calls) \(calls == 1 ? "call" : "calls")"
            Terminal.errors.write("resuming \(run.info.id) from \(from)\n")
        }
        try ScriptRun.end(host, quiet: options.quiet, runs: options.runs, help: "assay resume --help")
    }
}
