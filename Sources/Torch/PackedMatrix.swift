internal import CKernels

/// A weight laid out for a product with rows: floats, or bfloat16 numbers, which take half the memory and give the bits of their floats.
package final class PackedMatrix {
    package let outputs: Int, inputs: Int
    private let panels: Panels

    private enum Panels {
        case floats(Numbers<Float>)
        case halves(Numbers<UInt16>)
    }

    /// Packed numbers, in large memory unless they are few.
    private final class Numbers<Number> {
        let start: UnsafeMutablePointer<Number>
        private let memory: LargeMemory?

        init(count: Int) {
            let bytes = count * MemoryLayout<Number>.stride
            memory = bytes < LargeMemory.least ? nil : LargeMemory.part(bytes: bytes)
            start = memory?.start.assumingMemoryBound(to: Number.self) ?? .allocate(capacity: max(1, count))
        }
        deinit { if memory == nil { start.deallocate() } }
    }

    /// - Parameter weight: `[outputs, inputs]`
    package init(_ weight: Tensor) throws {
        let shape = weight.shape
        (outputs, inputs) = (shape[0], shape[1])
        let numbers = Numbers<Float>(count: ck_packed_count(Int32(shape[0]), Int32(shape[1])))
        try weight.withFloats { ck_pack($0.baseAddress, Int32(shape[0]), Int32(shape[1]), numbers.start) }
        panels = .floats(numbers)
    }

    /// - Parameter weight: the bits of `[outputs, inputs]` bfloat16 numbers.
    package init(bfloat16 weight: UnsafePointer<UInt16>, outputs: Int, inputs: Int) {
        (self.outputs, self.inputs) = (outputs, inputs)
        let numbers = Numbers<UInt16>(count: ck_packed_count(Int32(outputs), Int32(inputs)))
        ck_pack_bf16(weight, Int32(outputs), Int32(inputs), numbers.start)
        panels = .halves(numbers)
    }

    /// `y[rows, outputs] = x[rows, inputs] @ weight.T`, or added to `y`.
    package func callAsFunction(
        _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, accumulate: Bool = false
    ) {
        switch panels {
        case .floats(let numbers):
            ck_linear(x, numbers.start, y, Int32(rows), Int32(inputs), Int32(outputs), accumulate ? 1 : 0)
        case .halves(let numbers):
            ck_linear_bf16(x, numbers.start, y, Int32(rows), Int32(inputs), Int32(outputs), accumulate ? 1 : 0)
        }
    }
}
