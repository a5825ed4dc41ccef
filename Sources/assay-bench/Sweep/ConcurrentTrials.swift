import Rendering

/// How many short trainings an hour holds, one at a time and two at once.
struct ConcurrentTrials: Codable {
    /// One way to run them.
    struct Way: Codable {
        var name: String
        var jobs: Int
        /// How many cores all trials together may keep busy; nil for the machine's.
        var cores: Int?
        /// Whole sweeps, one a round, in seconds.
        var seconds: [Double] = []
    }
    /// Of a sweep, and updates of a trial.
    var trials: Int
    var updates: Int
    var ways = [
        Way(name: "--jobs 1", jobs: 1), Way(name: "--jobs 1, one core", jobs: 1, cores: 1),
        Way(name: "--jobs 2", jobs: 2),
    ]
    private static let aim = Aim.ratio(1.8)

    /// Takes turns.
    static func measure(
        _ programs: SweepPrograms, trials: Int, updates: Int, rounds: Int, progress: (String) -> Void
    ) throws -> ConcurrentTrials {
        var figures = ConcurrentTrials(trials: trials, updates: updates)
        for round in 0...rounds {
            for index in figures.ways.indices {
                let way = figures.ways[index]
                progress("round \(round) of \(rounds): trainings, \(way.name)")
                let time = try programs.ours(
                    SweepPrograms.training(updates: updates), trials: trials, jobs: way.jobs, cores: way.cores)
                if round > 0 { figures.ways[index].seconds.append(time) }
            }
        }
        return figures
    }

    var table: TextTable {
        var table = TextTable([
            .init("trainings of \(updates) updates"), .init("s for \(trials)", .right), .init("trials/hour", .right),
            .init("--jobs 2 over it", .right), .init("aim", .right), .init("met"),
        ])
        let two = ways[ways.count - 1]
        for (index, way) in ways.enumerated() {
            let seconds = Rounds.median(way.seconds)
            let ratio = Rounds.median(zip(way.seconds, two.seconds).map { $0 / $1 })
            table.add([
                way.name, NumberFormat.fixed(seconds, places: 1),
                NumberFormat.grouped(Int(Double(trials) * 3600 / seconds)),
                index == ways.count - 1 ? "" : NumberFormat.fixed(ratio, places: 2), index == 0 ? Self.aim.text : "",
                index == 0 ? (Self.aim.isMet(seconds: seconds, ratio: ratio) ? "yes" : "no") : "",
            ])
        }
        return table
    }
}
