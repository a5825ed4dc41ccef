import ArgumentParser
import CommandLineOptions
import Rendering
import RunStore

/// `assay tag`
struct TagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Give a run tags or take them away; also while it is running.",
        discussion: """
            Examples:
              assay tag rlef-7f3a +baseline +paper     give two tags
              assay tag rlef-7f3a +final -baseline     give one, take one away
              assay tag rlef-7f3a                      the tags it has
              assay list tag=paper                     the runs with a tag
            """)

    @Argument(help: ArgumentHelp("The run's name, or as much of it as no other has.", valueName: "run"))
    var name: String
    // `-x` is a tag to take away, not an option; so what follows the name is taken as it stands.
    @Argument(parsing: .allUnrecognized, help: ArgumentHelp("Tags: +TAG gives, -TAG takes away.", valueName: "tag"))
    var changes: [String] = []
    @OptionGroup var runs: RunsOption

    func validate() throws {
        for change in changes {
            guard change.hasPrefix("+") || change.hasPrefix("-"), !change.hasPrefix("--") else {
                throw ValidationError(
                    "\"\(change)\" changes no tag; write +\(change) to give it or -\(change) to take it away")
            }
        }
    }

    func run() throws {
        let run = try RunsFolder(runs.folder).run(name)
        var labels = try RunLabels(folder: run.folder)
        if !changes.isEmpty {
            for change in changes { try RunLabels.check(tag: String(change.dropFirst())) }
            labels = try RunLabels.change(in: run.folder) { labels in
                for change in changes {
                    let tag = String(change.dropFirst())
                    labels.tags.removeAll { $0 == tag && change.hasPrefix("-") }
                    if change.hasPrefix("+"), !labels.tags.contains(tag) { labels.tags.append(tag) }
                }
            }
        }
        let tags = labels.tags.isEmpty ? "no tags" : labels.tags.joined(separator: " ")
        Terminal.output.write(TextWidth.printable("\(run.info.id): \(tags)") + "\n")
    }
}
