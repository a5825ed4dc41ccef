import CommandLineOptions
import Foundation
import Rendering
import Ledger
import Pages
import RunStore
import ScriptAPI

/// One `assay rerun`, from its options to its exit status.
enum ScriptRerun {
    static func perform(_ options: RerunOptions) throws {
        let runs = URL(filePath: options.runs.folder).path
        let old = try RunsFolder(runs).run(options.run)
        let script = try RecordedScript(old)
        let isQuiet = options.quiet || options.json
        func remark(_ text: String) { if !isQuiet { Terminal.errors.write(text + "\n") } }

        remark("running \(old.info.id) again: \(script.path) as it was recorded, seed \(script.seed)")
        if let problem = script.enterWorkingDirectory() { Program.complain("note: \(problem)") }
        var rerun = Session.Rerun(script, of: old.info.id, runs: runs)
        rerun.assignments = options.parameters.map { ($0.name, $0.value) }
        rerun.commandLine = Array(CommandLine.arguments.dropFirst())
        let session = try Session(.rerun(rerun), observer: isQuiet ? SilentObserver() : TerminalObserver())
        let verdicts = try options.verdicts.map { use in
            try RecordedVerdicts(folder: old.folder, use: use == .check ? .check : .answer)
        }
        session.recordedVerdicts = verdicts
        if options.answers == .recorded { session.recordedAnswers = old }
        let (outcome, signal) = try SessionReport.run(session)

        switch outcome {
        case .misused(let problem):
            Program.complain(problem)
            Program.end(.usage)
        case .failed(let error): if !options.json { SessionReport.show(error) }
        case .interrupted(let error):
            if !options.json { SessionReport.show(error) }
            Program.end(signal: signal)
        case .completed, .described: break
        }
        guard let recorded = session.recorded else { Program.end(.failure) }
        let new = try RunReader(folder: recorded.folder)
        remark(
            "recorded as \(new.info.id); see it with: assay show \(ShellWord.quoted(new.info.id))"
                + options.runs.spelledOut)
        try report(old, new, options, verdicts: verdicts?.report)
    }

    /// Says what came out, and ends the process where that is no success.
    private static func report(
        _ old: RunReader, _ new: RunReader, _ options: RerunOptions, verdicts: RecordedVerdicts.Report?
    ) throws {
        let changes = ParameterChange.between(old.info, new.info)
        guard changes.isEmpty else {
            var page = try ChangedRerunPage(old: old, new: new, changes: changes).page
            if let verdicts { page.sections.append(.init(ChangedVerdicts.blocks(verdicts))) }
            page.show(asJSON: options.json)
            if new.info.status != .completed { Program.end(.failure) }
            return
        }
        let verdict = try RerunVerdict(of: old, by: new)
        RerunPage(old: old.info, new: new.info, verdict: verdict, verdicts: verdicts).page.show(asJSON: options.json)
        switch verdict.kind {
        case .identical: return
        case .differs: Program.end(.failure)
        case .cannotCompare: Program.end(.undecided)
        }
    }
}
