import Rendering

/// What a trial that does nothing costs, by us and by hydra.
struct EmptyTrials: Codable {
    /// One way: whole sweeps, one a round, in seconds.
    struct Way: Codable {
        var name: String
        var aim: Aim
        /// Of all trials, and of one.
        var all: [Double] = []
        var one: [Double] = []

        /// Seconds of each further trial, round by round.
        func further(_ trials: Int) -> [Double] { zip(all, one).map { ($0 - $1) / Double(trials - 1) } }
    }
    var trials: Int
    var ours = Way(name: "assay sweep", aim: .milliseconds(150))
    var hydra = Way(name: "hydra --multirun", aim: .ratio(10))

    /// Takes turns.
    static func measure(
        _ programs: SweepPrograms, trials: Int, rounds: Int, progress: (String) -> Void
    ) throws -> EmptyTrials {
        var figures = EmptyTrials(trials: trials)
        for round in 0...rounds {
            progress("round \(round) of \(rounds): empty trials, assay sweep")
            let ours = (try programs.ours(trials: trials), try programs.ours(trials: 1))
            progress("round \(round) of \(rounds): empty trials, hydra")
            let hydra = (try programs.hydra(jobs: trials), try programs.hydra(jobs: 1))
            guard round > 0 else { continue }
            figures.ours.all.append(ours.0)
            figures.ours.one.append(ours.1)
            figures.hydra.all.append(hydra.0)
            figures.hydra.one.append(hydra.1)
        }
        return figures
    }

    /// How often faster a further trial of ours is, the median of the rounds; and how often faster a whole sweep is.
    var ratios: (further: Double, whole: Double) {
        let further = zip(hydra.further(trials), ours.further(trials)).map { $0 / $1 }
        return (Rounds.median(further), Rounds.median(zip(hydra.all, ours.all).map { $0 / $1 }))
    }

    var table: TextTable {
        var table = TextTable([
            .init("empty trials"), .init("ms a trial", .right), .init("theirs/ours", .right), .init("s for 1", .right),
            .init("s for \(trials)", .right), .init("theirs/ours", .right), .init("aim", .right), .init("met"),
        ])
        for way in [ours, hydra] {
            let isOurs = way.name == ours.name
            let further = Rounds.median(way.further(trials))
            table.add([
                way.name, NumberFormat.fixed(further * 1e3, places: 1),
                isOurs ? "" : NumberFormat.fixed(ratios.further, places: 2),
                NumberFormat.fixed(Rounds.median(way.one), places: 2),
                NumberFormat.fixed(Rounds.median(way.all), places: 2),
                isOurs ? "" : NumberFormat.fixed(ratios.whole, places: 2), way.aim.text,
                way.aim.isMet(seconds: further, ratio: ratios.further) ? "yes" : "no",
            ])
        }
        return table
    }
}
