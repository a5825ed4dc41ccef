import ArgumentParser
import CommandLineOptions

/// `assay run`: checked here, done by the host.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a script and record it; with --help after the script, list its parameters.")

    @OptionGroup var options: RunOptions

    func run() throws {
        try options.checkAssignments()
        try HostProgram.replaceThisProcess(Array(CommandLine.arguments.dropFirst()))
    }
}

/// `assay rerun`: checked here, done by the host.
struct RerunCommand: ParsableCommand {
    static let configuration = RerunOptions.configuration

    @OptionGroup var options: RerunOptions

    func run() throws {
        try options.checkAssignments()
        try HostProgram.replaceThisProcess(Array(CommandLine.arguments.dropFirst()))
    }
}

/// `assay replay`: checked here, done by the host.
struct ReplayCommand: ParsableCommand {
    static let configuration = ReplayOptions.configuration

    @OptionGroup var options: ReplayOptions

    func run() throws { try HostProgram.replaceThisProcess(Array(CommandLine.arguments.dropFirst())) }
}

/// `assay resume`: checked here, done by the host.
struct ResumeCommand: ParsableCommand {
    static let configuration = ResumeOptions.configuration

    @OptionGroup var options: ResumeOptions

    func run() throws { try HostProgram.replaceThisProcess(Array(CommandLine.arguments.dropFirst())) }
}

/// `assay trial`: checked here, done by the host.
struct TrialCommand: ParsableCommand {
    static let configuration = TrialOptions.configuration

    @OptionGroup var options: TrialOptions

    func run() throws { try HostProgram.replaceThisProcess(Array(CommandLine.arguments.dropFirst())) }
}

/// `assay api`: done by the host, which knows the methods.
struct APICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api", abstract: "Describe the Lua API as a page, or as stubs for editors.")

    @OptionGroup var options: APIOptions

    func run() throws { try HostProgram.replaceThisProcess(Array(CommandLine.arguments.dropFirst())) }
}

/// `assay doctor`: done by the host, which has the sandbox.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Attack the sandbox from inside and say what isolation this machine gives.")

    @Flag(help: "Print JSON for programs.") var json = false

    func run() throws { try HostProgram.replaceThisProcess(Array(CommandLine.arguments.dropFirst())) }
}
