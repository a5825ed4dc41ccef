import Rendering

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
