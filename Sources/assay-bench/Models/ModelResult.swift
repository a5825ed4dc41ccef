import Foundation
import Models
import Rollouts
import Torch

/// One model measured on all sides, with one variant of the kernels.
struct ModelResult: Codable {
    var name: String
    var kernels: String
    var parameters: Int
    var hasRandomWeights: Bool
    var peers: [Peer.About]
    var times: [Rounds.Times]
    var lines: [Line]
    /// The fastest square products in GFLOP/s, ours and torch's, which the limit is the larger of.
    var ourProduct, theirProduct: Double

    /// One measure, each side in its best way.
    struct Line: Codable {
        var measure: Workload.Measure
        /// Tokens a second.
        var ours: Double
        var ourShards: Int
        var peers: [Other]
        /// Ours over what the machine's fastest square products would allow.
        var partOfLimit: Double

        /// What a peer did.
        struct Other: Codable {
            var side: Rounds.Way.Side
            /// Tokens a second.
            var rate: Double
            var threads: Int
            /// Ours over theirs, the median of the rounds.
            var ratio: Double
        }
    }

    /// Measures `transformer` beside peers that have the same weights.
    static func measure(
        _ name: String, transformer: Transformer, hasRandomWeights: Bool, codec: any TokenCodec, workload: Workload,
        rounds count: Int, threads: [Int], progress: (String) -> Void, peers: [Peer]
    ) throws -> ModelResult {
        let ours = try Dictionary(
            uniqueKeysWithValues: threads.map {
                ($0, try OurSide(transformer, codec: codec, workload: workload, shards: $0))
            })
        let ways = threads.flatMap { threads in
            ([.ours] + peers.map(\.side)).map { Rounds.Way(side: $0, threads: threads) }
        }
        let rounds = try Rounds(
            count, measures: Workload.Measure.allCases, ways: ways,
            progress: { progress("\(name), \(kernelVariant): \($0)") }
        ) { measure, way in
            if let peer = peers.first(where: { $0.side == way.side }) {
                return try peer.run(measure, threads: way.threads)
            }
            let started = ContinuousClock.now, before = clock()
            try ours[way.threads]!.run(measure)
            return workload.countsCPUTime
                ? Double(clock() - before) / Double(CLOCKS_PER_SEC) : seconds(ContinuousClock.now - started)
        }

        let config = transformer.config
        func flopRate(_ times: Rounds.Times) -> Double { workload.neededFlops(.product, config) / times.median }
        let products = [rounds.best(.product, .ours)!, rounds.best(.product, .transformers)!]
        let limit = products.min { $0.median < $1.median }!
        let lines = Workload.Measure.allCases.filter { $0 != .product }.map { measure in
            let best = rounds.best(measure, .ours)!, units = Double(workload.units(measure))
            let share = workload.neededFlops(measure, config) / workload.neededFlops(.product, config)
            return Line(
                measure: measure, ours: units / best.median, ourShards: best.way.threads,
                peers: peers.compactMap { peer in
                    rounds.best(measure, peer.side).map {
                        Line.Other(
                            side: peer.side, rate: units / $0.median, threads: $0.way.threads,
                            ratio: Rounds.ratio(best, to: $0))
                    }
                }, partOfLimit: Rounds.ratio(best, to: limit) * share)
        }
        return ModelResult(
            name: name, kernels: kernelVariant, parameters: transformer.parameters.reduce(0) { $0 + $1.count },
            hasRandomWeights: hasRandomWeights, peers: peers.map(\.about),
            times: rounds.times, lines: lines, ourProduct: flopRate(products[0]) / 1e9,
            theirProduct: flopRate(products[1]) / 1e9)
    }
}
