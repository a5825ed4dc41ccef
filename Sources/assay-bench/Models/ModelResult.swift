import Foundation
import Models
import Rollouts
import Torch

/// One model measured on both sides.
struct ModelResult: Codable {
    var name: String
    var hasRandomWeights: Bool
    var reference: Reference.About
    var times: [Rounds.Times]
    var lines: [Line]
    /// The fastest square products in GFLOP/s, ours and torch's, which the limit is the larger of.
    var ourProduct, theirProduct: Double

    /// One measure, each side in its best way.
    struct Line: Codable {
        var measure: Workload.Measure
        /// Tokens a second.
        var ours, theirs: Double
        var ourShards, theirThreads: Int
        /// Ours over theirs, the median of the rounds.
        var ratio: Double
        /// Ours over what the machine's fastest square products would allow.
        var partOfLimit: Double
    }

    /// Measures `transformer` against `transformers` on the checkpoint in `folder`, which holds the same weights.
    ///
    /// - Parameter make: starts the Python side on the folder.
    static func measure(
        _ name: String, transformer: Transformer, hasRandomWeights: Bool, codec: any TokenCodec, workload: Workload,
        rounds count: Int, threads: [Int], progress: (String) -> Void, reference: Reference
    ) throws -> ModelResult {
        let ours = try Dictionary(
            uniqueKeysWithValues: threads.map {
                ($0, try OurSide(transformer, codec: codec, workload: workload, shards: $0))
            })
        let ways = threads.flatMap { [Rounds.Way(side: .ours, threads: $0), Rounds.Way(side: .theirs, threads: $0)] }
        let rounds = try Rounds(
            count, measures: Workload.Measure.allCases, ways: ways, progress: { progress("\(name): \($0)") }
        ) { measure, way in
            guard way.side == .ours else { return try reference.run(measure, threads: way.threads) }
            let started = ContinuousClock.now
            try ours[way.threads]!.run(measure)
            return seconds(ContinuousClock.now - started)
        }

        func flopRate(_ times: Rounds.Times) -> Double {
            workload.neededFlops(.product, transformer.config) / times.median
        }
        let products = [rounds.best(.product, .ours), rounds.best(.product, .theirs)]
        let limit = products.min { $0.median < $1.median }!
        let lines = Workload.Measure.allCases.filter { $0 != .product }.map { measure in
            let (ours, theirs) = (rounds.best(measure, .ours), rounds.best(measure, .theirs))
            let share =
                workload.neededFlops(measure, transformer.config) / workload.neededFlops(.product, transformer.config)
            return Line(
                measure: measure, ours: Double(workload.units(measure)) / ours.median,
                theirs: Double(workload.units(measure)) / theirs.median, ourShards: ours.way.threads,
                theirThreads: theirs.way.threads, ratio: Rounds.ratio(ours, to: theirs),
                partOfLimit: Rounds.ratio(ours, to: limit) * share)
        }
        return ModelResult(
            name: name, hasRandomWeights: hasRandomWeights, reference: reference.about, times: rounds.times,
            lines: lines, ourProduct: flopRate(products[0]) / 1e9, theirProduct: flopRate(products[1]) / 1e9)
    }
}
