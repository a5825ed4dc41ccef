import Foundation

/// Several ways to do the same things, timed in turn, so that a machine whose speed drifts is as fast for one as for another.
struct Rounds {
    /// One way: a side and how many threads it may use.
    struct Way: Codable, Hashable {
        enum Side: String, Codable {
            case ours, transformers
            case llama = "llama.cpp"
            /// With weights that are stored as bfloat16.
            case llamaHalf = "llama.cpp bf16"

            /// llama.cpp trains nothing, and its products are no library's.
            func does(_ measure: Workload.Measure) -> Bool {
                (self != .llama && self != .llamaHalf) || measure == .generate || measure == .threeTurns
            }
        }
        var side: Side
        var threads: Int
    }
    /// One way's times, in seconds, one a round; a way that is far from its side's best has only that of the first round.
    struct Times: Codable {
        var measure: Workload.Measure
        var way: Way
        var seconds: [Double]
    }
    private(set) var times: [Times] = []

    /// A way this much slower than another of its side is not tried again.
    private static let hopeless = 3.0

    /// Runs every measure in every way once to warm up, then `count` times.
    ///
    /// - Parameter run: does the work and returns its seconds.
    init(
        _ count: Int, measures: [Workload.Measure], ways: [Way], progress: (String) -> Void,
        run: (Workload.Measure, Way) throws -> Double
    ) throws {
        for measure in measures {
            for way in ways where way.side.does(measure) {
                progress("warming up: \(measure.title), \(way.side.rawValue), \(way.threads) threads")
                times.append(Times(measure: measure, way: way, seconds: [try Self.after(pause: run, measure, way)]))
            }
        }
        let promising = times.indices.filter { index in
            let fastest = times.filter {
                $0.measure == times[index].measure && $0.way.side == times[index].way.side
            }.map { $0.seconds[0] }.min()!
            return times[index].seconds[0] <= fastest * Self.hopeless
        }
        for index in promising { times[index].seconds = [] }
        for round in 0..<count {
            for index in promising {
                progress("round \(round + 1) of \(count): \(times[index].measure.title)")
                times[index].seconds.append(try Self.after(pause: run, times[index].measure, times[index].way))
            }
        }
    }

    /// The threads of the work before may still wait in a busy loop; they get the time to fall asleep.
    private static func after(
        pause run: (Workload.Measure, Way) throws -> Double, _ measure: Workload.Measure, _ way: Way
    ) throws -> Double {
        Thread.sleep(forTimeInterval: 0.1)
        return try run(measure, way)
    }

    /// The fastest of a side's ways by its median; nil where the side does not do it.
    func best(_ measure: Workload.Measure, _ side: Way.Side) -> Times? {
        times.filter { $0.measure == measure && $0.way.side == side }.min { $0.median < $1.median }
    }

    /// How often faster `a` is than `b`, round by round, the median.
    static func ratio(_ a: Times, to b: Times) -> Double { median(zip(a.seconds, b.seconds).map { $1 / $0 }) }

    /// The middle one, or the mean of the two in the middle.
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted(), half = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    }
}

extension Rounds.Times {
    var median: Double { Rounds.median(seconds) }
}
