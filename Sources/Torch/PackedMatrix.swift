internal import CKernels
internal import Synchronization

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
        guard !weight.isBFloat16 else {
            let numbers = Numbers<UInt16>(count: ck_packed_count(Int32(shape[0]), Int32(shape[1])))
            try weight.withHalves { ck_pack_bf16($0.baseAddress, Int32(shape[0]), Int32(shape[1]), numbers.start) }
            panels = .halves(numbers)
            return
        }
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

    /// The packed numbers of a matrix of floats.
    fileprivate func withFloats(_ body: (UnsafePointer<Float>) -> Void) {
        guard case .floats(let numbers) = panels else {
            preconditionFailure("a matrix of bfloat16 numbers has no floats")
        }
        body(numbers.start)
    }

    /// The packed numbers, valid while the matrix lives.
    var start: UnsafeRawPointer {
        switch panels {
        case .floats(let numbers): UnsafeRawPointer(numbers.start)
        case .halves(let numbers): UnsafeRawPointer(numbers.start)
        }
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

/// The packed form of a weight that does not change, made when it is first asked for and shared by all who ask.
package final class PackedOnce {
    private let weight: Tensor
    private let matrix = Mutex<Made?>(nil)

    /// Nobody writes to a packed matrix.
    private struct Made: @unchecked Sendable { let matrix: PackedMatrix }

    /// - Parameter weight: `[outputs, inputs]`
    package init(_ weight: Tensor) { self.weight = weight }

    /// The packed weight; shards may ask at once.
    package func callAsFunction() throws -> PackedMatrix {
        try matrix.withLock { made in
            if let made { return made }
            let new = Made(matrix: try PackedMatrix(weight))
            made = new
            return new
        }.matrix
    }
}

/// A low-rank adapter laid out for products with rows.
package final class PackedLowRank {
    private let down: PackedMatrix
    /// `[rank, outputs]`
    private let upTurned: [Float]
    private let scale: Float

    /// - Parameters:
    ///   - down: `[rank, inputs]`
    ///   - up: `[outputs, rank]`
    package init(down: Tensor, up: Tensor, scale: Double) throws {
        self.down = try PackedMatrix(down)
        self.scale = Float(scale)
        let outputs = up.shape[0], rank = up.shape[1]
        upTurned = try up.withFloats { up in (0..<rank * outputs).map { up[$0 % outputs * rank + $0 / outputs] } }
    }

    /// `y[rows, outputs] += scale (x @ down.T) @ up.T`; rows of `y` are `rowLength` floats apart.
    package func callAsFunction(
        _ x: UnsafePointer<Float>, rows: Int, low: Scratch, addingTo y: UnsafeMutablePointer<Float>, rowLength: Int
    ) {
        let rank = down.outputs
        down.withFloats { packed in
            ck_adapter(
                x, packed, upTurned, scale, low.reserve(rows * rank), y, rowLength, Int32(rows), Int32(down.inputs),
                Int32(rank), Int32(upTurned.count / rank))
        }
    }
}
