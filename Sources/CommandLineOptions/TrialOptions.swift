package import ArgumentParser

/// Which trial runs: `assay trial SWEEP NUMBER`.
package struct TrialOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The sweep's name.", valueName: "sweep"))
    package var sweep: String
    @Argument(help: ArgumentHelp("The trial's number, from 1.", valueName: "number"))
    package var number: Int
    @OptionGroup package var runs: RunsOption

    package init() {}

    /// What `assay trial --help` says; shared by both programs.
    package static let configuration = CommandConfiguration(
        commandName: "trial", abstract: "Run one trial of a sweep, or go on with it.",
        discussion: """
            What a sweep starts for each of its trials; a cluster's job does too. The trial's run is SWEEP.NUMBER. One that was stopped goes \
            on from its restart point, one that is done is left alone, so that the command may be given again at any time.

            SIGTERM and SIGUSR1 stop the trial at its next restart point. Ends with 0 when the trial is done, 1 when its script failed, \
            2 when asked in the wrong way, and 75 when it was stopped and can go on.

            Example:
              assay trial kl 7
            """)
}
