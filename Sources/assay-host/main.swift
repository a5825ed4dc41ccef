import CommandLineOptions
import Foundation

/// `assay-host`: the commands that need libtorch. `assay` checks their options and becomes this program.
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "run", let options = RunOptions.askingForScriptHelp(Array(arguments.dropFirst())) {
    ScriptRun.describe(options)
}
HostCommand.runProgram(arguments)
