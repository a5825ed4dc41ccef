import Rendering

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

/// What a figure should be.
enum Aim: Codable {
    /// At most so many milliseconds a program.
    case milliseconds(Double)
    /// At least so many programs a second.
    case rate(Double)
    /// At least so many times as fast as this other way.
    case ratio(Double)

    /// Whether it is reached.
    ///
    /// - Parameters:
    ///   - seconds: what a program takes.
    ///   - ratio: how often faster we are than this way, where it is another's.
    func isMet(seconds: Double, ratio: Double) -> Bool {
        switch self {
        case .milliseconds(let most): seconds * 1e3 <= most
        case .rate(let least): 1 / seconds >= least
        case .ratio(let least): ratio >= least
        }
    }

    /// As the table shows it.
    var text: String {
        switch self {
        case .milliseconds(let most): "<= \(NumberFormat.short(most)) ms"
        case .rate(let least): ">= \(NumberFormat.grouped(Int(least)))/s"
        case .ratio(let least): ">= \(NumberFormat.short(least))"
        }
    }
}
