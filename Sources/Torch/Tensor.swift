internal import CTorch

/// A dense tensor on the CPU, of float32 unless said otherwise. Not `Sendable`: shards may read one tensor at once, but only one may write it.
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

    /// Whether the numbers are of bfloat16, which layers read and nothing trains; else they are of float32.
    package var isBFloat16: Bool { ct_is_bfloat16(handle) != 0 }
    /// The nearest bfloat16 numbers, ties to even.
    package func bfloat16() throws -> Tensor { try .make { ct_to_bfloat16(handle, $0) } }

    /// The numbers, row by row.
    package func floats() throws -> [Float] {
        guard isBFloat16 else { return try withFloats { Array($0) } }
        return try Tensor.make { ct_to_floats(handle, $0) }.withFloats { Array($0) }
    }

    /// Lends the bits of bfloat16 numbers.
    package func withHalves<R>(_ body: (UnsafeBufferPointer<UInt16>) throws -> R) throws -> R {
        var pointer: UnsafePointer<UInt16>?
        try check(ct_halves(handle, &pointer))
        return try withExtendedLifetime(self) { try body(UnsafeBufferPointer(start: pointer, count: count)) }
    }

    /// Lends the numbers themselves. Writing to them is not recorded in any graph.
    package func withFloats<R>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> R) throws -> R {
        var pointer: UnsafeMutablePointer<Float>?
        try check(ct_floats(handle, &pointer))
        return try withExtendedLifetime(self) { try body(UnsafeMutableBufferPointer(start: pointer, count: count)) }
    }

    /// Copies rows of a matrix, as floats, to `out[indices.count, width]`.
    package func copyRows(_ indices: [Int32], into out: UnsafeMutablePointer<Float>) throws {
        let width = shape[1]
        func each(_ copy: (_ first: Int, _ out: UnsafeMutablePointer<Float>) -> Void) {
            for (row, index) in indices.enumerated() { copy(Int(index) * width, out + row * width) }
        }
        guard isBFloat16 else {
            return try withFloats { table in each { $1.update(from: table.baseAddress! + $0, count: width) } }
        }
        try withHalves { table in
            each { first, out in
                for i in 0..<width { out[i] = Float(bitPattern: UInt32(table[first + i]) << 16) }
            }
        }
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
