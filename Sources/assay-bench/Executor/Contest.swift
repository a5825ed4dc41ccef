/// The same programs, run in several ways.
struct Contest {
    /// One way: ours comes first.
    struct Way {
        var name: String
        /// How many programs a run has.
        var programs: Int
        var aim: Aim?
        /// Runs them all, two at a time, and returns how many seconds that took. Throws when one of them does not end as it should.
        var run: () throws -> Double
    }

    var name: String
    var ways: [Way]

    /// Takes turns: a machine whose speed drifts is as fast for one way as for another.
    ///
    /// - Returns: one figure per way, of `rounds` runs after one to warm up.
    static func measure(_ contests: [Contest], rounds: Int, progress: (String) -> Void) throws -> [ExecutorFigure] {
        var figures = contests.flatMap { contest in
            contest.ways.enumerated().map { index, way in
                ExecutorFigure(
                    programs: contest.name, way: way.name, isOurs: index == 0, count: way.programs, aim: way.aim)
            }
        }
        let ways = contests.flatMap(\.ways)
        for round in 0...rounds {
            for index in ways.indices {
                progress("round \(round) of \(rounds): \(figures[index].programs), \(ways[index].name)")
                let before = ProcessUsage.cpuSeconds()
                let seconds = try ways[index].run() / Double(ways[index].programs)
                let cpu = (ProcessUsage.cpuSeconds() - before) / Double(ways[index].programs)
                if round > 0 {
                    figures[index].seconds.append(seconds)
                    figures[index].cpuSeconds.append(cpu)
                }
            }
        }
        var ours = figures[0]
        for index in figures.indices {
            if figures[index].isOurs { ours = figures[index] }
            figures[index].ratio = Rounds.median(zip(figures[index].seconds, ours.seconds).map { $0 / $1 })
        }
        return figures
    }
}
