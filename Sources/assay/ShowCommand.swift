import ArgumentParser
import CommandLineOptions
import JSON
import Pages
import Rendering
import RunStore

/// `assay show`
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run: its tables and metrics, its notebook, or one conversation.")

    @Argument(help: ArgumentHelp("The run's name, or as much of it as no other has.", valueName: "run"))
    var name: String
    @Option(help: ArgumentHelp("Show a conversation, counted from 1.", valueName: "number"))
    var episode: Int?
    @OptionGroup var origin: OriginOptions
    @Flag(help: "Show it as a notebook.") var cells = false
    @Flag(help: "List its calls: training, evaluations, programs, with their settings and results.") var calls = false
    @Flag(help: "Print JSON for programs.") var json = false
    @OptionGroup var runs: RunsOption

    func validate() throws {
        if [cells, calls, episode != nil].count(where: { $0 }) > 1 {
            throw ValidationError("--cells, --calls and --episode are three pages; ask for one")
        }
        try origin.check(hasEpisode: episode != nil)
    }

    func run() throws {
        let run = try RunsFolder(runs.folder).run(name)
        let page =
            if let episode {
                try Page(episode: episode, of: wanted, in: run)
            } else if calls {
                try Page(callsOf: run)
            } else if cells {
                try Page(notebookOf: run)
            } else {
                Page(run: run, now: .now)
            }
        page.show(asJSON: json)
    }

    private var wanted: EpisodeOrigin? {
        EpisodeOrigin(
            update: origin.update, trainer: origin.trainer, evaluation: origin.evaluation, play: origin.play)
    }
}
