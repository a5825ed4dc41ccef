package import ArgumentParser

/// How a script is run: `assay run SCRIPT [name=value ...]`.
package struct RunOptions: ParsableArguments {
    @Argument(help: "The Lua script.", completion: .file(extensions: ["lua"]))
    package var script: String

    @OptionGroup private var assignments: AssignmentsArgument

    @Option(help: ArgumentHelp("Every random number of the run comes from it.", valueName: "number"))
    package var seed: UInt64 = 1

    @OptionGroup package var runs: RunsOption

    @Option(help: ArgumentHelp("The run's name before the dash, in place of the script's.", valueName: "text"))
    package var name: String?

    @OptionGroup package var restarts: RestartOption

    @Flag(name: .shortAndLong, help: "Print only what the script prints.")
    package var quiet = false

    package init() {}

    /// The parameters in the order given.
    package var parameters: [AssignmentsArgument.Assignment] { assignments.list }

    /// The options of `assay run SCRIPT ... --help`, which lists the script's own parameters; nil when `arguments`, which
    /// follow `run`, ask for no help or name no script.
    package static func askingForScriptHelp(_ arguments: [String]) -> RunOptions? {
        let help: Set = ["--help", "-h", "-help"]
        guard arguments.contains(where: help.contains) else { return nil }
        return try? parse(arguments.filter { !help.contains($0) })
    }
}
