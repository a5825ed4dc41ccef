internal import CKernels

/// A weight laid out for a product with rows: floats, or bfloat16 numbers, which take half the memory and give the bits of their floats.
package final class PackedMatrix {
    package let outputs: Int, inputs: Int
    private let panels: Panels

    private enum Panels {
        case floats(Scratch)
        case halves(Halves)
    }

    /// Packed bfloat16 numbers.
    private final class Halves {
        let numbers: UnsafeMutablePointer<UInt16>
        init(count: Int) { numbers = .allocate(capacity: max(1, count)) }
        deinit { numbers.deallocate() }
    }

    /// - Parameter weight: `[outputs, inputs]`
    package init(_ weight: Tensor) throws {
        let shape = weight.shape
        (outputs, inputs) = (shape[0], shape[1])
        let floats = Scratch(capacity: ck_packed_count(Int32(shape[0]), Int32(shape[1])))
        try weight.withFloats { ck_pack($0.baseAddress, Int32(shape[0]), Int32(shape[1]), floats.floats) }
        panels = .floats(floats)
    }

    /// - Parameter weight: the bits of `[outputs, inputs]` bfloat16 numbers.
    package init(bfloat16 weight: UnsafePointer<UInt16>, outputs: Int, inputs: Int) {
        (self.outputs, self.inputs) = (outputs, inputs)
        let halves = Halves(count: ck_packed_count(Int32(outputs), Int32(inputs)))
        ck_pack_bf16(weight, Int32(outputs), Int32(inputs), halves.numbers)
        panels = .halves(halves)
    }

    /// `y[rows, outputs] = x[rows, inputs] @ weight.T`, or added to `y`.
    package func callAsFunction(
        _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, accumulate: Bool = false
    ) {
        switch panels {
        case .floats(let panels):
            ck_linear(x, panels.floats, y, Int32(rows), Int32(inputs), Int32(outputs), accumulate ? 1 : 0)
        case .halves(let panels):
            ck_linear_bf16(x, panels.numbers, y, Int32(rows), Int32(inputs), Int32(outputs), accumulate ? 1 : 0)
        }
    }
}
