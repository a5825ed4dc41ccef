internal import CKernels
internal import CTorch

// Both sides of an operator have one shape. What has a sum in it, or in its gradient, is computed by CKernels.
extension Tensor {
    private static func apply(_ operation: ct_binary, _ a: Tensor, _ b: Tensor) throws -> Tensor {
        try make { ct_apply(operation, a.handle, b.handle, $0) }
    }

    package static func + (a: Tensor, b: Tensor) throws -> Tensor { try apply(CT_ADD, a, b) }
    package static func - (a: Tensor, b: Tensor) throws -> Tensor { try apply(CT_SUBTRACT, a, b) }
    package static func * (a: Tensor, b: Tensor) throws -> Tensor { try apply(CT_MULTIPLY, a, b) }
    package static func * (a: Tensor, factor: Double) throws -> Tensor {
        try make { ct_scale(a.handle, factor, $0) }
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
        try .make { ct_rows(handle, indices, Int64(indices.count), $0) }
    }
    /// The same numbers in another shape.
    package func reshaped(_ shape: [Int]) throws -> Tensor {
        try .make { ct_reshape(handle, shape.map(Int64.init), Int32(shape.count), $0) }
    }

    // In place, outside of any graph.

    package func add(_ other: Tensor) throws { try check(ct_add_to(handle, other.handle)) }
    /// Adds each row of `rows`, in order, to the one of its number in `indices`, but for those of the number `padding`.
    package func add(_ rows: Tensor, toRows indices: [Int32], padding: Int32? = nil) throws {
        try check(ct_add_to_rows(handle, rows.handle, indices, Int64(indices.count), padding ?? -1))
    }
    package func scale(by factor: Double) throws { try check(ct_multiply_by(handle, factor)) }
    package func copy(from other: Tensor) throws { try check(ct_copy_to(handle, other.handle)) }
    /// The sum of the squares of all elements.
    package func squaredNorm() throws -> Double { try withFloats { ck_squared_norm($0.baseAddress, Int64($0.count)) } }
}
