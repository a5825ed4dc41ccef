import CommandLineOptions

let arguments = Array(CommandLine.arguments.dropFirst())
// The script's own parameters are known only to the host, so its help comes from there.
if arguments.first == "run", RunOptions.askingForScriptHelp(Array(arguments.dropFirst())) != nil {
    HostProgram.runOrExit(arguments)
}
if let complaint = AssayCommand.complaintAboutCommand(arguments) {
    Program.complain(complaint)
    Program.end(.usage)
}
AssayCommand.runProgram(arguments)
