package import ArgumentParser

/// How a script is run: `assay run SCRIPT [name=value ...]`.
package struct RunOptions: ParsableArguments {
    @Argument(help: "The Lua script.", completion: .file(extensions: ["lua"]))
    package var script: String

    @OptionGroup private var assignments: AssignmentsArgument

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Every random number of the run comes from it.", valueName: "number"),
        transform: Seed.parse)
    package var seed: UInt64 = 1

    @OptionGroup package var runs: RunsOption

    @Option(help: ArgumentHelp("The run's name before the dash, in place of the script's.", valueName: "text"))
    package var name: String?

    @Option(
        name: .customLong("tag"),
        help: ArgumentHelp("Give the run a tag, as assay tag does; may be repeated.", valueName: "tag"))
    package var tags: [String] = []

    @Option(help: ArgumentHelp("Write a note on the run, as assay note does.", valueName: "text"))
    package var note: String?

    @OptionGroup package var restarts: RestartOption

    @Flag(name: .shortAndLong, help: "Print the run's name alone, for a shell: id=$(assay run -q x.lua).")
    package var quiet = false

    @Flag(help: "Print the run's name, status and result as JSON for programs, and nothing else.")
    package var json = false

    package init() {}

    package func validate() throws {
        if quiet, json { throw ValidationError("--quiet and --json print two things; ask for one") }
        if let note, note.utf8.count > 10_000 {
            throw ValidationError("the note has \(note.utf8.count) bytes; at most 10000 are kept")
        }
    }

    /// - Throws: `ValidationError` for what sets no parameter.
    package func checkAssignments() throws { try assignments.check() }

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

/// The seed of a run as it is given.
enum Seed {
    /// - Throws: `ValidationError` for what is no whole number of 64 bits.
    @Sendable static func parse(_ text: String) throws -> UInt64 {
        guard let seed = UInt64(text) else {
            throw ValidationError("give a whole number from 0 to \(UInt64.max)")
        }
        return seed
    }
}
