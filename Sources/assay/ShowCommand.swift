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
    @Option(help: ArgumentHelp("Count the episodes of this update only.", valueName: "number"))
    var update: Int?
    @Option(help: ArgumentHelp("Count the episodes of this evaluation only.", valueName: "name"))
    var evaluation: String?
    @Flag(help: "Show it as a notebook.") var cells = false
    @Flag(help: "Print JSON for programs.") var json = false
    @OptionGroup var runs: RunsOption

    func validate() throws {
        if cells, episode != nil { throw ValidationError("--cells and --episode are two pages; ask for one") }
        if episode == nil, update != nil || evaluation != nil {
            throw ValidationError("--update and --evaluation need --episode NUMBER")
        }
        if update != nil, evaluation != nil {
            throw ValidationError("an episode is of an update or of an evaluation; give one")
        }
    }

    func run() throws {
        let terminal = Terminal.output
        let run = try RunsFolder(runs.folder).run(name)
        if let episode {
            let found = try EpisodePage.find(episode, of: origin, in: run)
            if json {
                terminal.write(json: found.json.prettyText)
            } else {
                terminal.write(EpisodePage(episode: found).text(on: terminal))
            }
        } else if cells {
            let page = NotebookPage(run: run, cells: try run.cells())
            if json { terminal.write(json: page.json.prettyText) } else { terminal.write(page.text(on: terminal)) }
        } else {
            let page = try RunPage(run)
            if json {
                terminal.write(json: page.json.prettyText)
            } else {
                terminal.write(page.text(on: terminal, now: .now))
            }
            for note in page.notes { Program.complain("note: \(note)") }
        }
    }

    private var origin: EpisodeOrigin? {
        if let update { return .update(update) }
        return evaluation.map { .evaluation($0) }
    }
}
