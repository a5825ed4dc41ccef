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
    private let states = Scratch(), outputs = Scratch()
    private let kernels: KernelBackend

    init(weights: DecoderWeights, cache: KeyValueCache) {
        (self.weights, self.cache) = (weights, cache)
        kernels = KernelBackend(weights, cache)
    }

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
        let out = outputs.reserve(rows * weights.output.outputs)
        weights.output(hidden, rows: rows, into: out)
        return UnsafePointer(out)
    }

    private func run(_ steps: ArraySlice<Step>) throws -> UnsafePointer<Float> {
        let width = weights.config.hiddenSize
        let x = states.reserve(steps.count * width)
        try weights.embedding.copyRows(steps.map(\.token), into: x)
        kernels.rotary = try weights.rotary.covering((steps.map(\.position).max() ?? 0) + 1)
        kernels.places = steps.map { Kernels.place(offset: $0.row * cache.rowCount, position: $0.position) }
        return UnsafePointer(try kernels.forward(x, through: weights.layers, norm: weights.norm))
    }
}

/// The fused kernels on plain floats, over the keys and values of a cache.
///
/// What an operation gives lies in a block that the next operation of its kind uses again; sums go to the residual in place.
private final class KernelBackend: Backend {
    /// The tokens under way.
    var places: [CachePlace] = []
    /// Angles of at least their positions.
    var rotary: Tensor?
    private let weights: DecoderWeights
    private let cache: KeyValueCache
    private let normed = Scratch(), wide = Scratch(), narrow = Scratch(), low = Scratch()

    init(_ weights: DecoderWeights, _ cache: KeyValueCache) { (self.weights, self.cache) = (weights, cache) }

    private var config: TransformerConfig { weights.config }

    func rmsNorm(_ x: UnsafeMutablePointer<Float>, _ weight: [Float]) -> UnsafeMutablePointer<Float> {
        let y = normed.reserve(places.count * config.hiddenSize)
        Kernels.rmsNorm(
            x, weight: weight, epsilon: config.normEpsilon, rows: places.count, width: config.hiddenSize, into: y)
        return y
    }

    func linear(
        _ x: UnsafeMutablePointer<Float>, _ matrix: DecoderMatrix, addingTo residual: UnsafeMutablePointer<Float>?
    ) -> UnsafeMutablePointer<Float> {
        let y = residual ?? wide.reserve(places.count * matrix.packed.outputs)
        matrix(x, rows: places.count, into: y, accumulate: residual != nil, low: low)
        return y
    }

    func attention(
        _ qkv: UnsafeMutablePointer<Float>, norms: (query: [Float], key: [Float])?, layer: Int
    ) throws -> UnsafeMutablePointer<Float> {
        let shape = weights.attention
        if let norms {
            let dim = shape.headDim, stride = (shape.heads + 2 * shape.keyValueHeads) * dim
            func normalise(_ first: Int, _ heads: Int, _ weight: [Float]) {
                Kernels.headNorm(
                    qkv + first * dim, stride: stride, weight: weight, epsilon: config.normEpsilon,
                    rows: places.count, heads: heads, headDim: dim)
            }
            normalise(0, shape.heads, norms.query)
            normalise(shape.heads, shape.keyValueHeads, norms.key)
        }
        let y = narrow.reserve(places.count * shape.heads * shape.headDim)
        guard let rotary else { preconditionFailure("a pass sets its angles first") }
        try rotary.withFloats { rotary in
            Kernels.attention(
                shape, qkv: qkv, places: places, capacity: cache.capacity, rotary: rotary.baseAddress!,
                caches: cache.base(layer: layer), into: y)
        }
        return y
    }

    func swiGLU(_ gateUp: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Float> {
        let y = narrow.reserve(places.count * config.intermediateSize)
        Kernels.swiGLU(gateUp, rows: places.count, width: config.intermediateSize, into: y)
        return y
    }
}
