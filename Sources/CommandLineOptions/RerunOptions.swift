package import ArgumentParser

/// How a recorded run is run again: `assay rerun RUN [name=value ...]`.
package struct RerunOptions: ParsableArguments {
    /// Where the verdicts on programs come from.
    package enum Verdicts: String, ExpressibleByArgument, CaseIterable, Sendable {
        /// Programs are executed again, and the verdicts that changed are counted.
        case check
        /// The run's ledger answers; nothing is executed.
        case recorded
    }

    @Argument(help: ArgumentHelp("The run's name, or as much of it as no other has.", valueName: "run"))
    package var run: String

    @OptionGroup private var assignments: AssignmentsArgument

    @Option(
        help: ArgumentHelp(
            "Where verdicts come from: check executes programs again and names those whose verdict changed; recorded takes the run's own and executes nothing.",
            valueName: "check|recorded"))
    package var verdicts: Verdicts?

    /// Where the answers of served models come from.
    package enum Answers: String, ExpressibleByArgument, CaseIterable, Sendable {
        /// Servers are asked again.
        case new
        /// The run's own answers stand for them; no server is asked.
        case recorded
    }

    @Option(
        help: ArgumentHelp(
            "Where the answers of served models come from: new asks the servers again; recorded takes the run's own and asks nobody.",
            valueName: "new|recorded"))
    package var answers = Answers.new

    @OptionGroup package var runs: RunsOption

    @Flag(name: .shortAndLong, help: "Print only the verdict.")
    package var quiet = false

    @Flag(help: "Print the verdict as JSON for programs, and nothing else.")
    package var json = false

    package init() {}

    /// - Throws: `ValidationError` for what sets no parameter.
    package func checkAssignments() throws { try assignments.check() }

    /// What is set otherwise than in the recorded run.
    package var parameters: [AssignmentsArgument.Assignment] { assignments.list }

    /// What `assay rerun --help` says below the options; shared by both programs.
    package static let configuration = CommandConfiguration(
        commandName: "rerun", abstract: "Run a recorded script again and say whether every number came out the same.",
        discussion: """
            The recorded source runs with the recorded parameters and seed, in a new run that names the old one. Then metrics, tables, episodes,
            artifacts, plots and checkpoints are compared to the bit; only what clocks measured is left out.

            Examples:
              assay rerun rlef-7f3a                     identical, differs (where first), or cannot compare (why)
              assay rerun rlef-7f3a kl=0                with another parameter; the last metrics are compared
              assay rerun rlef-7f3a --verdicts recorded without executing programs again
              assay rerun rlef-7f3a --answers recorded  without asking the servers of its models

            Ends with 0 when identical (or when parameters were set and the run completed), 1 when it differs or fails, 2 when asked in the \
            wrong way, 3 when it cannot compare.
            """)
}
