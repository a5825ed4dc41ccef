package import ArgumentParser

/// Which of a record's episodes are counted.
package struct OriginOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Count the episodes of this update only.", valueName: "number"))
    package var update: Int?

    @Option(help: ArgumentHelp("The trainer of that update, where a run has several.", valueName: "name"))
    package var trainer: String?

    @Option(help: ArgumentHelp("Count the episodes of this evaluation only.", valueName: "name"))
    package var evaluation: String?

    @Option(help: ArgumentHelp("Count the episodes of this env:play only.", valueName: "name"))
    package var play: String?

    package init() {}

    /// - Throws: `ValidationError` for options that make no sense together.
    package func check(hasEpisode: Bool) throws {
        let given = [update != nil, evaluation != nil, play != nil].count { $0 }
        if trainer != nil, update == nil { throw ValidationError("--trainer needs --update NUMBER") }
        if !hasEpisode, given > 0 {
            throw ValidationError("--update, --evaluation and --play need --episode NUMBER")
        }
        if given > 1 { throw ValidationError("an episode is of an update, an evaluation or a play; give one") }
    }
}
