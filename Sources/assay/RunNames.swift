import ArgumentParser
import CommandLineOptions
import RunStore

/// The runs that a command is about.
struct RunNames: ParsableArguments {
    @Argument(help: ArgumentHelp("The runs' names, or as much of each as no other has.", valueName: "run"))
    var names: [String]
    @OptionGroup var runs: RunsOption

    /// The runs in the order given, none twice.
    func readers() throws -> [RunReader] {
        let folder = RunsFolder(runs.folder)
        var found: [RunReader] = []
        for name in names {
            let run = try folder.run(name)
            if !found.contains(where: { $0.folder == run.folder }) { found.append(run) }
        }
        return found
    }
}
