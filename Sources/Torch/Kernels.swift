package import CKernels

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

    /// Adds `bias` to each row of `y`.
    package static func addToRows(
        _ bias: UnsafePointer<Float>, rows: Int, width: Int, of y: UnsafeMutablePointer<Float>
    ) {
        ck_add_rows(y, bias, Int32(rows), Int32(width))
    }

    /// RMSNorm, in place, of each of the `heads` vectors that lie side by side at the start of each row; `stride`: floats from row to row.
    package static func headNorm(
        _ x: UnsafeMutablePointer<Float>, stride: Int, weight: UnsafePointer<Float>, epsilon: Double, rows: Int,
        heads: Int, headDim: Int
    ) {
        ck_head_norm(x, stride, weight, Float(epsilon), x, stride, nil, Int32(rows), Int32(heads), Int32(headDim))
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
package let numericsVersion = 2
