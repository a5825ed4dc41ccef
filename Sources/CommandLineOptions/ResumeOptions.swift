package import ArgumentParser

/// How a stopped run goes on: `assay resume RUN`.
package struct ResumeOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The run's name, or as much of it as no other has.", valueName: "run"))
    package var run: String

    @Flag(help: "Go on with the script as it was recorded, although the file has changed since.")
    package var recordedSource = false

    @OptionGroup package var restarts: RestartOption
    @OptionGroup package var runs: RunsOption

    @Flag(name: .shortAndLong, help: "Print the run's name alone.")
    package var quiet = false

    package init() {}

    /// What `assay resume --help` says; shared by both programs.
    package static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a run that was killed, failed or was interrupted.",
        discussion: """
            The script runs again from its first line. Calls that had finished (training, evaluations, programs) are answered from the run's \
            journal up to its last restart point; there models and optimizers are restored, and work goes on. The run then has the bits that it \
            would have had without the stop. A script that does something else than it did is refused at the line where it diverges, and the \
            record stays as it was.

            Examples:
              assay resume rlef-7f3a
              assay resume rlef-7f3a --recorded-source   although experiments/rlef.lua was edited meanwhile
            """)
}

/// How often a run can be resumed from.
package struct RestartOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Make a restart point for assay resume at most this often; by default 15 s, and never for more than 2% of the time.",
            valueName: "seconds"))
    package var checkpointEvery: Double?

    package init() {}

    package func validate() throws {
        if let seconds = checkpointEvery, !(seconds >= 0) {
            throw ValidationError("--checkpoint-every needs a number of seconds of at least 0, not \(seconds)")
        }
    }
}
