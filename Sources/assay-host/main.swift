import CommandLineOptions
import Foundation

/// `assay-host`: the commands that need libtorch. `assay` checks their options and becomes this program.
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "run", let options = RunOptions.askingForScriptHelp(Array(arguments.dropFirst())) {
    ScriptRun.describe(options)
}
// Before anything has started a thread: the trials of a sweep are copies of this process.
if arguments.first == "trial-server" {
    TrialServerLoop.run(Array(arguments.dropFirst())) { HostCommand.runProgram($0) }
}
HostCommand.runProgram(arguments)
