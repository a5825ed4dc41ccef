import ArgumentParser
import CommandLineOptions
import JSON
import Pages
import Rendering
import RunStore

/// `assay compare`
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Show in what runs differ: parameters, source, environment, metrics, tables, evaluations.",
        discussion: """
            Evaluations of the same name on the same problems are compared problem by problem: the difference with its interval, p, \
            and how many problems were won and lost.

            Examples:
              assay compare rlef-7f3a rlef-90cc            two runs, with the difference of each number
              assay compare rlef-7f rlef-90 rlef-b1        several, each with the first
              assay compare rlef-7f3a rlef-90cc --json     for programs
            """)

    @OptionGroup var names: RunNames
    @Flag(help: "Print JSON for programs.") var json = false

    func run() throws {
        let runs = try names.readers()
        guard runs.count > 1 else { throw NothingToCompare(run: runs[0].info.id) }
        Page(comparing: runs).show(asJSON: json)
    }

    private struct NothingToCompare: Error, CustomStringConvertible {
        let run: String
        var description: String { "there is nothing to compare \(run) with: name another run" }
    }
}
