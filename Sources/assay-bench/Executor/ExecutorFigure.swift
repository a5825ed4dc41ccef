/// What one way to run some programs took.
struct ExecutorFigure: Codable {
    var programs: String
    var way: String
    var isOurs: Bool
    /// Programs of a run.
    var count: Int
    var aim: Aim?
    /// Of one program, one a round.
    var seconds: [Double] = []
    /// CPU time of one program and all that runs it, one a round.
    var cpuSeconds: [Double] = []
    /// How often faster ours is than this way, round by round, the median.
    var ratio = 1.0

    /// Of one program.
    var median: Double { Rounds.median(seconds) }
    /// Whether it is what it should be; nil where nothing is asked.
    var isMet: Bool? { aim?.isMet(seconds: median, ratio: ratio) }
}
