internal import CTorch

/// A dense float32 tensor on the CPU. Not `Sendable`: shards may read one tensor at once, but only one may write it.
package final class Tensor {
    let handle: ct_tensor

    init(_ handle: ct_tensor) { self.handle = handle }
    deinit { ct_tensor_free(handle) }

    /// Takes ownership of what a call of the C API returns.
    static func make(_ body: (UnsafeMutablePointer<ct_tensor>) -> ct_status) throws -> Tensor {
        var out = ct_tensor()
        try check(body(&out))
        return Tensor(out)
    }

    /// - Parameter shape: sizes, outermost first; their product is `values.count`.
    package convenience init(_ values: [Float], shape: [Int]) throws {
        precondition(values.count == shape.reduce(1, *), "\(values.count) numbers do not fill \(shape)")
        var out = ct_tensor()
        try check(ct_from_floats(values, shape.map(Int64.init), Int32(shape.count), &out))
        self.init(out)
    }

    /// Zeros.
    package convenience init(zeros shape: [Int]) throws {
        var out = ct_tensor()
        try check(ct_zeros(shape.map(Int64.init), Int32(shape.count), &out))
        self.init(out)
    }

    /// A vector.
    package convenience init(_ values: [Float]) throws { try self.init(values, shape: [values.count]) }

    /// Sizes, outermost first.
    package var shape: [Int] { (0..<ct_rank(handle)).map { Int(ct_size(handle, $0)) } }
    /// The number of elements.
    package var count: Int { Int(ct_count(handle)) }

    /// The numbers, row by row.
    package func floats() throws -> [Float] { try withFloats { Array($0) } }

    /// Lends the numbers themselves. Writing to them is not recorded in any graph.
    package func withFloats<R>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> R) throws -> R {
        var pointer: UnsafeMutablePointer<Float>?
        try check(ct_floats(handle, &pointer))
        return try withExtendedLifetime(self) { try body(UnsafeMutableBufferPointer(start: pointer, count: count)) }
    }

    /// The only number of a tensor of one.
    package func item() throws -> Double {
        var out = 0.0
        try check(ct_item(handle, &out))
        return out
    }

    /// Zeros of the same shape.
    package func zerosLike() throws -> Tensor { try .make { ct_zeros_like(handle, $0) } }
}

/// libtorch's version, e.g. `2.13.0+cpu`.
package var torchVersion: String { String(cString: ct_version()) }
