package import ArgumentParser

/// How a record is worked out again: `assay replay RUN`.
package struct ReplayOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The run's name, or as much of it as no other has.", valueName: "run"))
    package var run: String

    @Option(help: ArgumentHelp("Show this conversation, turn by turn; counted from 1.", valueName: "number"))
    package var episode: Int?

    @OptionGroup package var origin: OriginOptions

    @Option(
        help: ArgumentHelp(
            "Say what the reward function that this Lua file returns would have paid; executes nothing.",
            valueName: "file.lua"))
    package var reward: String?

    @Option(
        help: ArgumentHelp(
            "Say what the policy would have been told: execution, random or none.", valueName: "kind"))
    package var feedback: String?

    @OptionGroup package var runs: RunsOption

    @Flag(name: .shortAndLong, help: "Show no progress.")
    package var quiet = false

    @Flag(help: "Print JSON for programs.")
    package var json = false

    package init() {}

    package func validate() throws {
        if [episode == nil, reward == nil, feedback == nil].count(where: { !$0 }) > 1 {
            throw ValidationError("--episode, --reward and --feedback are three questions; ask one")
        }
        try origin.check(hasEpisode: episode != nil)
    }

    /// What `assay replay --help` says below the options; shared by both programs.
    package static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Work a record out again from what was sampled, without the model.",
        discussion: """
            The recorded programs are executed again. Feedback, rewards, and the metrics and solve rates that follow from them are rebuilt and \
            compared with the recorded ones. Needs no model.

            Examples:
              assay replay rlef-7f3a                       does every number follow?
              assay replay rlef-7f3a --episode 3 --update 40
              assay replay rlef-7f3a --reward shaped.lua   what the episodes would have been paid
              assay replay rlef-7f3a --feedback none       what the policy would have been told

            The file of --reward returns a function of the episode, as environment.code { reward = ... } takes:
              return function(e) return (e.solved and 1 or -1) - 0.1 * #e.turns end

            Ends with 0 when everything follows, 1 when something does not, 3 when the record does not say enough.
            """)
}
