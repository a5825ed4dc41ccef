package import ArgumentParser

/// How a script is run: `assay run SCRIPT [name=value ...]`.
package struct RunOptions: ParsableArguments {
    /// A parameter set on the command line.
    package struct Assignment: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    @Argument(help: "The Lua script.", completion: .file(extensions: ["lua"]))
    package var script: String

    @Argument(help: ArgumentHelp("Parameters that the script declares.", valueName: "name=value"))
    private var assignments: [String] = []

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
    package var parameters: [Assignment] {
        assignments.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Assignment(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
        }
    }

    package func validate() throws {
        var names: Set<String> = []
        for (text, parameter) in zip(assignments, parameters) {
            let isName = parameter.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard text.contains("="), isName, parameter.name.first.map({ !$0.isNumber }) ?? false else {
                throw ValidationError("\"\(text)\" sets no parameter; write name=value, e.g. turns=5")
            }
            guard names.insert(parameter.name).inserted else {
                throw ValidationError("the parameter \"\(parameter.name)\" is set twice; keep one of the two")
            }
        }
    }

    /// The options of `assay run SCRIPT ... --help`, which lists the script's own parameters; nil when `arguments`, which
    /// follow `run`, ask for no help or name no script.
    package static func askingForScriptHelp(_ arguments: [String]) -> RunOptions? {
        let help: Set = ["--help", "-h", "-help"]
        guard arguments.contains(where: help.contains) else { return nil }
        return try? parse(arguments.filter { !help.contains($0) })
    }
}
