import ArgumentParser
import CommandLineOptions
import JSON
import Rendering
import RunStore

/// `assay list`
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the runs, newest first.")

    @OptionGroup var runs: RunsOption
    @Flag(help: "Print JSON for programs.") var json = false

    func run() throws {
        let terminal = Terminal.output
        let (runs, problems) = try RunsFolder(runs.folder).runs()
        if json {
            terminal.write(JSONValue.array(runs.map { .object($0.info.json) }).prettyText + "\n")
        } else if runs.isEmpty, problems.isEmpty {
            terminal.write("no runs in \(self.runs.folder) yet: start one with \"assay run SCRIPT\"\n")
        } else {
            terminal.write(RunListPage(runs: runs.map(\.info), now: .now).text(on: terminal))
        }
        for problem in problems { Program.complain("left out a run: \(problem)") }
    }
}
