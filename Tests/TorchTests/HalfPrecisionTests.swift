import CKernels
import Testing
import Torch

/// Products with weights that are stored as bfloat16.
@Suite struct HalfPrecisionTests {
    /// `numbers` as bfloat16, and the floats that these are.
    private func stored(_ count: Int, seed: Int) -> (halves: [UInt16], floats: [Float]) {
        var halves = [UInt16](repeating: 0, count: count), floats = [Float](repeating: 0, count: count)
        ck_to_bf16(numbers(count, seed: seed), &halves, Int64(count))
        ck_from_bf16(halves, &floats, Int64(count))
        return (halves, floats)
    }

    @Test func roundingTakesTheNearest() {
        let cases: [(Float, Float)] = [
            (1, 1), (-0.0, -0.0), (1.00390625, 1), (1.01171875, 1.015625), (1.003907, 1.0078125), (-1.9999, -2),
            (3.4e38, .infinity), (-.infinity, -.infinity),
        ]
        for (number, expected) in cases {
            var half: UInt16 = 0, float: Float = 0
            ck_to_bf16([number], &half, 1)
            ck_from_bf16([half], &float, 1)
            #expect(float.bitPattern == expected.bitPattern)
        }
        var half: UInt16 = 0
        ck_to_bf16([Float(bitPattern: 0x7F80_0001)], &half, 1)
        #expect(Float(bitPattern: UInt32(half) << 16).isNaN)
    }

    /// Sizes on both sides of every tile, strip and block, in every variant.
    @Test func linearHasTheBitsOfTheWidenedWeight() throws {
        for rows in [1, 2, 6, 7, 13, 16, 33, 97, 200] {
            for (inputs, outputs) in [(1, 1), (3, 17), (40, 33), (300, 48), (577, 50)] {
                let x = numbers(rows * inputs), weight = stored(outputs * inputs, seed: 2)
                let count = ck_packed_count(Int32(outputs), Int32(inputs))
                var floats = [Float](repeating: 0, count: count), halves = [UInt16](repeating: 0, count: count)
                ck_pack(weight.floats, Int32(outputs), Int32(inputs), &floats)
                ck_pack_bf16(weight.halves, Int32(outputs), Int32(inputs), &halves)
                for accumulate: Int32 in [0, 1] {
                    var expected = numbers(rows * outputs, seed: 3)
                    ck_linear(x, floats, &expected, Int32(rows), Int32(inputs), Int32(outputs), accumulate)
                    for variant in kernelVariants {
                        var found = numbers(rows * outputs, seed: 3)
                        try withKernels(variant) {
                            ck_linear_bf16(x, halves, &found, Int32(rows), Int32(inputs), Int32(outputs), accumulate)
                        }
                        #expect(found == expected, "\(rows) x \(inputs) x \(outputs) by \(variant)")
                    }
                }
            }
        }
    }

    @Test func aPackedMatrixTakesEither() {
        let weight = stored(20 * 30, seed: 5), x = numbers(4 * 30)
        var found = [Float](repeating: 0, count: 80), expected = found
        PackedMatrix(bfloat16: weight.halves, outputs: 20, inputs: 30)(x, rows: 4, into: &found)
        for i in 0..<4 {
            for j in 0..<20 {
                for k in 0..<30 { expected[i * 20 + j].addProduct(x[i * 30 + k], weight.floats[j * 30 + k]) }
            }
        }
        #expect(found == expected)
    }

    @Test func productsHaveTheBitsOfTheWidenedMatrix() throws {
        for (rows, columns, depth) in [
            (1, 1, 1), (3, 16, 5), (7, 33, 40), (50, 48, 300), (130, 577, 70), (40, 64, 600),
        ] {
            let a = numbers(rows * depth), b = stored(depth * columns, seed: 4)
            for accumulate: Int32 in [0, 1] {
                var expected = numbers(rows * columns, seed: 5)
                ck_product(
                    Int32(rows), Int32(columns), Int32(depth), a, depth, 1, b.floats, columns, &expected, columns,
                    accumulate)
                for variant in kernelVariants {
                    var found = numbers(rows * columns, seed: 5)
                    try withKernels(variant) {
                        ck_product_bf16(
                            Int32(rows), Int32(columns), Int32(depth), a, depth, 1, b.halves, columns, &found, columns,
                            accumulate)
                    }
                    #expect(found == expected, "\(rows) x \(columns) x \(depth) by \(variant)")
                }
            }
        }
    }
}

@Suite struct PackedMatrixTests {
    /// Matrices that share blocks of memory, some of which are given back meanwhile, keep their numbers.
    @Test func matricesOfManyMegabytesKeepTheirNumbers() throws {
        let size = 600, x = numbers(size)
        func packed(_ number: Int) throws -> PackedMatrix {
            try PackedMatrix(Tensor([Float](repeating: Float(number), count: size * size), shape: [size, size]))
        }
        func halves(_ number: Int) -> PackedMatrix {
            let bits = UInt16(Float(number).bitPattern >> 16)
            return PackedMatrix(bfloat16: [UInt16](repeating: bits, count: size * size), outputs: size, inputs: size)
        }
        var matrices = try (0..<60).map { (number: $0, matrix: try $0 % 3 == 0 ? halves($0) : packed($0)) }
        matrices.removeAll { $0.number % 4 < 3 && $0.number > 7 }
        matrices += try (60..<90).map { ($0, try packed($0)) }
        for (number, matrix) in matrices {
            var y = [Float](repeating: 0, count: size)
            matrix(x, rows: 1, into: &y)
            let expected = x.reduce(into: Float(0)) { $0.addProduct($1, Float(number)) }
            #expect(y.allSatisfy { $0 == expected })
        }
    }

    @Test func scratchGrowsFromTheHeapIntoLargeMemory() {
        let scratch = Scratch()
        defer { withExtendedLifetime(scratch) {} }
        for count in [10, 1000, 3 << 20, 8 << 20] {
            let floats = scratch.reserve(count)
            #expect((0..<count).allSatisfy { floats[$0] == 0 })
            for index in 0..<count { floats[index] = 1 }
            #expect(scratch.reserve(count / 2) == floats)
        }
    }
}
