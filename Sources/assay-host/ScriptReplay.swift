import Replay
import CommandLineOptions
import Foundation
import LuaHost
import Pages
import Rendering
import Rollouts
import RunStore
import ScriptAPI

/// One `assay replay`, from its options to its exit status.
enum ScriptReplay {
    static func perform(_ options: ReplayOptions) throws {
        let interrupt = Interrupt()
        let replay = RunReplay(try RunsFolder(options.runs.folder).run(options.run), interrupt: interrupt)
        let progress = options.quiet || options.json ? nil : ProgressLine()
        replay.progress = { done, all in
            progress?.show("\(NumberFormat.grouped(done)) of \(NumberFormat.grouped(all)) episodes")
        }
        do {
            let status = try StopSignals.handled(stopping: interrupt) { _ in try answer(options, replay, progress) }
            Program.end(status)
        } catch let error as LuaScriptError {
            progress?.clear()
            SessionReport.show(error)
            Program.end(.failure)
        }
    }

    private static func answer(
        _ options: ReplayOptions, _ replay: RunReplay, _ progress: ProgressLine?
    ) throws -> Program.Status {
        func show(_ page: Page) {
            progress?.clear()
            page.show(asJSON: options.json)
        }
        if let file = options.reward {
            show(ReplayPages.payments(try replay.payments(under: file), rule: file, of: replay.run))
            return .success
        }
        if let kind = options.feedback {
            let report = try replay.messages(under: kind)
            show(ReplayPages.messages(report, kind: kind, of: replay.run))
            return report.episodes == 0 ? .undecided : .success
        }
        if let number = options.episode {
            let origin = EpisodeOrigin(
                update: options.origin.update, trainer: options.origin.trainer, evaluation: options.origin.evaluation,
                play: options.origin.play)
            guard let found = try replay.episode(number, of: origin) else {
                throw NoRecordedEpisode(run: replay.run.info.id, number: number, origin: origin)
            }
            let page = ReplayedEpisodePage(recorded: found.recorded, replayed: found.replayed, report: found.report)
            show(page.page)
            return status(found.report)
        }
        let report = try replay.check()
        show(ReplayPages.check(report, of: replay.run))
        return status(report)
    }

    private static func status(_ report: ReplayReport) -> Program.Status {
        report.isEmpty ? .undecided : report.isConsistent ? .success : .failure
    }
}

/// The record holds no such episode.
struct NoRecordedEpisode: Error, CustomStringConvertible {
    let run: String
    let number: Int
    let origin: EpisodeOrigin?
    var description: String {
        "there is no episode \(number)\(origin.map { " of \($0.label)" } ?? "") in \(run); \"assay show \(ShellWord.quoted(run))\" says what there is"
    }
}
