import ArgumentParser
import Rendering

/// The program `assay`: reads records itself and starts `assay-host`, which loads libtorch, for what runs scripts.
struct AssayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "Runs, records and shows experiments in reinforcement learning from execution feedback.",
        discussion: """
            Examples:
              assay run experiments/rlef.lua                  run and record a script
              assay run experiments/rlef.lua turns=5 --seed 2 with a parameter, a seed
              assay run experiments/rlef.lua --help           its own parameters
              assay sweep x.lua turns=1,3,5 seed=1..5         every combination, resumable
              assay ablation kl-3f7a                          its arms, paired by seed and problem
              assay list                                      the runs so far
              assay list 'turns>=3' --group seed              some of them, averaged over the seeds
              assay show rlef-7f3a                            tables and metrics
              assay show rlef-7f3a --cells                    the run as a notebook
              assay show rlef-7f3a --episode 3 --update 40    a conversation
              assay rerun rlef-7f3a                           run it again and compare every bit
              assay replay rlef-7f3a                          execute its programs again, without the model
              assay resume rlef-7f3a                          go on after a kill
              assay analyze rlef-7f3a                         errors by turn, recovery, n@k
              assay verdicts rlef-7f3a                        what became of its programs
              assay compare rlef-7f3a rlef-90cc               in what two runs differ
              assay export rlef-7f3a --output m.parquet       its metrics for data frames
            """,
        subcommands: [
            RunCommand.self, SweepCommand.self, TrialCommand.self, ResumeCommand.self, RerunCommand.self,
            ReplayCommand.self, ListCommand.self, ShowCommand.self, AblationCommand.self, AnalyzeCommand.self,
            VerdictsCommand.self,
            CompareCommand.self, ExportCommand.self, TagCommand.self,
            NoteCommand.self, RemoveCommand.self, APICommand.self, DoctorCommand.self,
        ])

    /// A sentence about the first of `arguments` when it is meant for a command and is none.
    static func complaintAboutCommand(_ arguments: [String]) -> String? {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard let first = arguments.first, !first.hasPrefix("-"), !names.contains(first) else { return nil }
        let remedy =
            first.hasSuffix(".lua")
            ? "to run a script write \"assay run \(ShellWord.quoted(first))\"" : "see \"assay --help\""
        return "there is no command \"\(first)\", only \(names.joined(separator: ", ")); \(remedy)"
    }
}
