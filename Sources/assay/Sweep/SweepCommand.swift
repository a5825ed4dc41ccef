import ArgumentParser
import CommandLineOptions

/// `assay sweep`: starts one, or asks for what its subcommands do.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Run a script many times: grids, samples, arms, searches.",
        discussion: """
            Examples:
              assay sweep x.lua turns=1,3,5 seed=1..5            every combination
              assay sweep x.lua                                  as the script's own sweep { … } says
              assay sweep x.lua 'kl=log(0.001,0.1,4)' --dry-run  what would be run, and how long it would take
              assay sweep x.lua 'lr=loguniform(1e-5,1e-3)' --samples 16
              assay sweep x.lua 'lr=loguniform(1e-5,1e-3)' --search tpe --points 30 --goal "max solve_rate"
              assay sweep x.lua turns=1,3,5 --prune --goal "max solve_rate"
              assay sweep status kl-3f7a                         how it stands
              assay sweep resume kl-3f7a                         after Ctrl-C, a kill, a power cut
              assay sweep replay kl-3f7a                         were its suggestions and ends what follows from its journal?

            Values: 1,3,5; 1..5 and 1..9..2; log(a,b,n) and linear(a,b,n), n values with both ends; * for all choices; [1,2],[1,3] for lists. \
            Ranges, for --samples and --search: uniform(a,b), loguniform(a,b). seed=… gives the seeds.

            A sweep is a folder, RUNS/sweeps/NAME: the script as it is now, with its modules, the plan, and a journal. Trial 7's run is \
            NAME.7. A run that is the same already, by script, parameters, seed, data, models and numerics, stands for its trial. \
            Ends with 0 when all trials are done, 1 when some failed, 2 when asked in the wrong way, 3 when --budget ended it, and 130 after Ctrl-C.
            """,
        subcommands: [
            SweepStart.self, SweepResume.self, SweepStatus.self, SweepList.self, SweepReplayCommand.self,
            SweepCancel.self,
        ], defaultSubcommand: SweepStart.self)
}
