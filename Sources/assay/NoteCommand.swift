import ArgumentParser
import CommandLineOptions
import Rendering
import RunStore

/// `assay note`
struct NoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Write down what you think of a run; also while it is running.",
        discussion: """
            Examples:
              assay note rlef-7f3a "too large a learning rate"   in place of the note there was
              assay note rlef-7f3a                               the note it has
              assay note rlef-7f3a ""                            no note any more
              assay list 'note~learning'                         the runs with such a note
            """)

    @Argument(help: ArgumentHelp("The run's name, or as much of it as no other has.", valueName: "run"))
    var name: String
    @Argument(help: "The note.") var text: String?
    @OptionGroup var runs: RunsOption

    func validate() throws {
        if let text, text.utf8.count > 10_000 {
            throw ValidationError("the note has \(text.utf8.count) bytes; at most 10000 are kept")
        }
    }

    func run() throws {
        let run = try RunsFolder(runs.folder).run(name)
        let labels = try text.map { text in try RunLabels.change(in: run.folder) { $0.note = text } }
        let note = try (labels ?? RunLabels(folder: run.folder)).note
        Terminal.output.write("\(run.info.id): " + (note.isEmpty ? "no note" : TextWidth.printable(note)) + "\n")
    }
}
