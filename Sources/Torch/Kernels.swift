package import CKernels

/// A growing block of floats that is not cleared between uses.
package final class Scratch {
    package private(set) var floats: UnsafeMutablePointer<Float>
    private var capacity: Int

    /// A block of `capacity` floats, zeros.
    package init(capacity: Int = 1) {
        self.capacity = capacity
        floats = .allocate(capacity: capacity)
        floats.initialize(repeating: 0, count: capacity)
    }
    deinit { floats.deallocate() }

    /// At least `count` floats, with whatever they held.
    package func reserve(_ count: Int) -> UnsafeMutablePointer<Float> {
        if count > capacity {
            let grown = UnsafeMutablePointer<Float>.allocate(capacity: count * 3 / 2)
            grown.initialize(repeating: 0, count: count * 3 / 2)
            floats.deallocate()
            (floats, capacity) = (grown, count * 3 / 2)
        }
        return floats
    }
}

/// A weight laid out for `ck_linear`.
package final class PackedMatrix {
    package let outputs: Int, inputs: Int
    private let panels: Scratch

    /// - Parameter weight: `[outputs, inputs]`
    package init(_ weight: Tensor) throws {
        let shape = weight.shape
        (outputs, inputs) = (shape[0], shape[1])
        let panels = Scratch(capacity: ck_packed_count(Int32(shape[0]), Int32(shape[1])))
        try weight.withFloats { ck_pack($0.baseAddress, Int32(shape[0]), Int32(shape[1]), panels.floats) }
        self.panels = panels
    }

    /// `y[rows, outputs] = x[rows, inputs] @ weight.T`, or added to `y`.
    package func callAsFunction(
        _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, accumulate: Bool = false
    ) {
        ck_linear(x, panels.floats, y, Int32(rows), Int32(inputs), Int32(outputs), accumulate ? 1 : 0)
    }
}

/// Where a new token stands: its row's cache and its position there.
package typealias CachePlace = ck_place

/// The kernels of a decoding step, on rows of floats. See CKernels.h for the layouts.
package enum Kernels {
    package static func rmsNorm(
        _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, epsilon: Double, rows: Int, width: Int,
        into y: UnsafeMutablePointer<Float>
    ) {
        ck_rms_norm(x, weight, Float(epsilon), y, nil, Int32(rows), Int32(width))
    }

    /// `c[n, n] = a[n, n] @ b[n, n]`, by the product that attention and the backward passes are made of.
    package static func squareProduct(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, size n: Int, into c: UnsafeMutablePointer<Float>
    ) {
        ck_product(Int32(n), Int32(n), Int32(n), a, n, 1, b, n, c, n, 0)
    }

    package static func swiGLU(
        _ gateUp: UnsafePointer<Float>, rows: Int, width: Int, into y: UnsafeMutablePointer<Float>
    ) {
        ck_swiglu(gateUp, y, Int32(rows), Int32(width))
    }

    /// - Parameter offset: floats from the layer's first cache to the row's.
    package static func place(offset: Int, position: Int) -> CachePlace {
        CachePlace(cache: offset, position: Int32(position))
    }

    /// Floats of one row's keys and values in one layer.
    package static func cacheCount(_ shape: AttentionShape, capacity: Int) -> Int {
        ck_cache_count(shape.c, Int32(capacity))
    }

    package static func attention(
        _ shape: AttentionShape, qkv: UnsafePointer<Float>, places: [CachePlace], capacity: Int,
        rotary: UnsafePointer<Float>, caches: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>
    ) {
        ck_attention_cached(shape.c, qkv, places, Int32(places.count), Int32(capacity), rotary, caches, y)
    }

    /// The next token of each row, and its log-probability at temperature 1.
    ///
    /// - Parameter uniforms: one number in [0, 1) a row.
    /// - Throws: `Diverged` when a logit is not finite.
    package static func sample(
        _ logits: UnsafePointer<Float>, rows: Int, vocabulary: Int, temperature: Double, uniforms: [Double]
    ) throws -> (tokens: [Int32], logProbs: [Float]) {
        precondition(uniforms.count == rows)
        var tokens = [Int32](repeating: 0, count: rows), logProbs = [Float](repeating: 0, count: rows)
        let drawn = ck_sample(logits, Int32(rows), Int32(vocabulary), temperature, uniforms, &tokens, &logProbs)
        guard drawn == rows else { throw Diverged("the logits") }
        return (tokens, logProbs)
    }

    package static func logProbs(
        _ logits: UnsafePointer<Float>, rows: Int, vocabulary: Int, targets: [Int32]
    ) -> [Float] {
        var out = [Float](repeating: 0, count: rows)
        ck_log_probs(logits, Int32(rows), Int32(vocabulary), targets, &out, nil)
        return out
    }
}

extension AttentionShape {
    var c: ck_attention_shape {
        ck_attention_shape(heads: Int32(heads), kv_heads: Int32(keyValueHeads), head_dim: Int32(headDim))
    }
}

/// The version of what decides bits beside a run's own settings: the order of sums, the polynomials, where a result is rounded, how
/// random numbers become tokens.
///
/// It stands in every record, and runs of one version are compared bit by bit whatever CPU each ran on. Add 1 in the commit that
/// changes a bit on purpose, which is one that changes the constants of `FingerprintTests`.
package let numericsVersion = 1
