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
        let resumption = try Session.Resumption(run, restartInterval: options.restarts.checkpointEvery)
        if let problem = resumption.script.enterWorkingDirectory() { Program.complain("note: \(problem)") }
        if !options.recordedSource, let change = resumption.script.changeSince { throw change }
        let report = SessionReport(
            quiet: options.quiet, json: false, runs: options.runs, help: "assay resume --help")
        let session = try Session(.resume(resumption), observer: report.observer)
        if !options.quiet {
            let calls = session.callsToAnswer
            let from =
                calls == 0 ? "its beginning" : "its restart point after \(calls) \(calls == 1 ? "call" : "calls")"
            Terminal.errors.write("resuming \(run.info.id) from \(from)\n")
        }
        try report.perform(session)
    }
}
