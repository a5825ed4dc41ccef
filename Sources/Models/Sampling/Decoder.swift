internal import Rollouts
internal import Torch

/// Runs new tokens of some rows through the model, on one thread.
///
/// Each token is computed by the same operations in the same order whatever other tokens come with it, so its numbers
/// depend on its own row alone: not on the batch, the shard, or whether its context came in one pass or in many.
final class Decoder {
    /// One token to run.
    struct Step {
        var token: TokenID
        var row: Int
        var position: Int
    }
    /// Tokens that go through the layers together, so that what lies between two layers stays in the cache.
    private static let slice = 128

    private let weights: DecoderWeights
    private let cache: KeyValueCache
    private let scratch = (0..<6).map { _ in Scratch() }

    init(weights: DecoderWeights, cache: KeyValueCache) { (self.weights, self.cache) = (weights, cache) }

    /// The states after the last normalisation of the tokens that `wanted` lists, one `[width]` row each, in order.
    ///
    /// - Parameter steps: the tokens of one row stand in the order of their positions.
    func hidden(_ steps: [Step], wanted: [Int]) throws -> [Float] {
        let width = weights.config.hiddenSize
        var out: [Float] = []
        out.reserveCapacity(wanted.count * width)
        var next = 0
        for first in stride(from: 0, to: steps.count, by: Self.slice) {
            let part = steps[first..<min(first + Self.slice, steps.count)]
            let states = try run(part)
            while next < wanted.count, part.indices.contains(wanted[next]) {
                out.append(
                    contentsOf: UnsafeBufferPointer(start: states + (wanted[next] - first) * width, count: width))
                next += 1
            }
        }
        precondition(next == wanted.count, "wanted tokens must be in ascending order")
        return out
    }

    /// The logits of `rows` states, valid until the next call.
    func logits(_ hidden: [Float], rows: Int) -> UnsafePointer<Float> {
        let out = scratch[5].reserve(rows * weights.output.outputs)
        weights.output(hidden, rows: rows, into: out)
        return UnsafePointer(out)
    }

    private func run(_ steps: ArraySlice<Step>) throws -> UnsafePointer<Float> {
        let config = weights.config, count = steps.count, width = config.hiddenSize
        let queries = config.heads * config.headDimension
        let x = scratch[0].reserve(count * width), normed = scratch[1].reserve(count * width)
        let qkv = scratch[2].reserve(count * (queries + 2 * config.keyValueHeads * config.headDimension))
        let attended = scratch[3].reserve(count * queries)
        let wide = scratch[4].reserve(count * 3 * config.intermediateSize)
        let active = wide + count * 2 * config.intermediateSize
        let places = steps.map { Kernels.place(offset: $0.row * cache.rowCount, position: $0.position) }
        func norm(_ weight: [Float]) {
            Kernels.rmsNorm(x, weight: weight, epsilon: config.normEpsilon, rows: count, width: width, into: normed)
        }

        try weights.embedding.withFloats { table in
            for (index, step) in steps.enumerated() {
                (x + index * width).update(from: table.baseAddress! + Int(step.token) * width, count: width)
            }
        }
        for (index, layer) in weights.layers.enumerated() {
            norm(layer.attentionNorm)
            layer.queryKeyValue(normed, rows: count, into: qkv)
            try weights.rotary.withFloats { rotary in
                Kernels.attention(
                    weights.attention, qkv: qkv, places: places, capacity: cache.capacity, rotary: rotary.baseAddress!,
                    caches: cache.base(layer: index), into: attended)
            }
            layer.attentionOutput(attended, rows: count, into: x, accumulate: true)
            norm(layer.feedForwardNorm)
            layer.gateUp(normed, rows: count, into: wide)
            Kernels.swiGLU(wide, rows: count, width: config.intermediateSize, into: active)
            layer.down(active, rows: count, into: x, accumulate: true)
        }
        norm(weights.norm)
        return UnsafePointer(normed)
    }
}
