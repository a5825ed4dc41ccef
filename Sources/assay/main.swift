import CommandLineOptions

let arguments = Array(CommandLine.arguments.dropFirst())
// The script's own parameters are known only to the host, so its help comes from there.
if arguments.first == "run", RunOptions.askingForScriptHelp(Array(arguments.dropFirst())) != nil {
    HostProgram.runOrExit(arguments)
}
AssayCommand.runProgram(arguments)
