import ArgumentParser

/// The program `assay`: reads records itself and starts `assay-host`, which loads libtorch, for what runs scripts.
struct AssayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "Runs, records and shows experiments in reinforcement learning from execution feedback.",
        discussion: """
            Examples:
              assay run experiments/rlef.lua                      run a script and record it
              assay run experiments/rlef.lua updates=20 --seed 2  with a parameter and a seed
              assay run experiments/rlef.lua --help               the script's own parameters
              assay list                                          the runs so far
              assay show rlef-7f3a                                tables and metrics of one
              assay show rlef-7f3a --cells                        the same as a notebook
              assay show rlef-7f3a --episode 3 --update 40        a conversation
            """,
        subcommands: [RunCommand.self, ListCommand.self, ShowCommand.self, APICommand.self])
}
