internal import CTorch

extension Tensor {
    private static func apply(_ operation: ct_binary, _ a: Tensor, _ b: Tensor) throws -> Tensor {
        try make { ct_apply(operation, a.handle, b.handle, $0) }
    }

    package static func + (a: Tensor, b: Tensor) throws -> Tensor { try apply(CT_ADD, a, b) }
    package static func - (a: Tensor, b: Tensor) throws -> Tensor { try apply(CT_SUBTRACT, a, b) }
    package static func * (a: Tensor, b: Tensor) throws -> Tensor { try apply(CT_MULTIPLY, a, b) }
    package static func / (a: Tensor, b: Tensor) throws -> Tensor { try apply(CT_DIVIDE, a, b) }
    package static func * (a: Tensor, factor: Double) throws -> Tensor {
        try make { ct_scale(a.handle, factor, 0, $0) }
    }

    /// The smaller of each pair.
    package static func minimum(_ a: Tensor, _ b: Tensor) throws -> Tensor { try apply(CT_MINIMUM, a, b) }
    /// The larger of each pair.
    package static func maximum(_ a: Tensor, _ b: Tensor) throws -> Tensor { try apply(CT_MAXIMUM, a, b) }

    package func exp() throws -> Tensor { try .make { ct_exp(handle, $0) } }
    package func squared() throws -> Tensor { try self * self }
    package func clamped(_ range: ClosedRange<Double>) throws -> Tensor {
        try .make { ct_clamp(handle, range.lowerBound, range.upperBound, $0) }
    }
    /// The sum of all elements, a scalar.
    package func sum() throws -> Tensor { try .make { ct_sum(handle, $0) } }
    /// `[n, ...] -> [indices.count, ...]`
    package func rows(_ indices: [Int32]) throws -> Tensor {
        let ids = try Self.make { ct_from_ids(indices, Int64(indices.count), $0) }
        return try .make { ct_rows(handle, ids.handle, $0) }
    }
    /// The same numbers in another shape.
    package func reshaped(_ shape: [Int]) throws -> Tensor {
        try .make { ct_reshape(handle, shape.map(Int64.init), Int32(shape.count), $0) }
    }

    // In place, outside of any graph.

    package func add(_ other: Tensor) throws { try check(ct_add_to(handle, other.handle)) }
    package func scale(by factor: Double) throws { try check(ct_multiply_by(handle, factor)) }
    package func copy(from other: Tensor) throws { try check(ct_copy_to(handle, other.handle)) }
    /// The sum of the squares of all elements.
    package func squaredNorm() throws -> Double {
        var out = 0.0
        try check(ct_squared_norm(handle, &out))
        return out
    }
}
