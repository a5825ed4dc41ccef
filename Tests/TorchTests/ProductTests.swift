import CKernels
import Testing
import Torch

/// What the products and sums of columns promise to those who cut their work into parts.
@Suite struct ProductTests {
    /// C may be a part of a wider matrix, on all sides of which nothing is touched.
    @Test func aPartOfAWiderMatrixIsWritten() throws {
        for (rows, columns, depth) in [(1, 1, 1), (2, 17, 3), (9, 16, 40), (33, 50, 20), (100, 31, 300), (97, 64, 257)]
        {
            let aRow = depth + 3, bRow = columns + 5, cRow = columns + 7
            let a = numbers(rows * aRow), b = numbers(depth * bRow, seed: 2)
            for transposed in [false, true] {
                for accumulate: Int32 in [0, 1] {
                    let before = numbers(rows * cRow, seed: 3)
                    var expected = before
                    for i in 0..<rows {
                        for j in 0..<columns {
                            var sum = accumulate == 0 ? 0 : before[i * cRow + j]
                            for k in 0..<depth {
                                sum.addProduct(a[transposed ? k * rows + i : i * aRow + k], b[k * bRow + j])
                            }
                            expected[i * cRow + j] = sum
                        }
                    }
                    for variant in kernelVariants {
                        var found = before
                        try withKernels(variant) {
                            ck_product(
                                Int32(rows), Int32(columns), Int32(depth), a, transposed ? 1 : aRow,
                                transposed ? rows : 1, b, bRow, &found, cRow, accumulate)
                        }
                        #expect(found == expected, "\(rows) x \(columns) x \(depth) by \(variant)")
                    }
                }
            }
        }
    }

    /// The gradient of a weight over two parts of a batch, wherever it is cut, has the bits of one over all of it.
    @Test(arguments: [1, 5, 96, 256, 299]) func aGradientGoesOnWithItsChain(_ cut: Int) throws {
        let rows = 300, inputs = 40, outputs = 37
        let grad = numbers(rows * outputs), x = numbers(rows * inputs, seed: 2)
        let scales = numbers(inputs, seed: 4), inverse = numbers(rows, seed: 5)
        /// What each kind of sum over rows makes of the parts.
        func over(_ parts: [Range<Int>]) -> [[Float]] {
            var product = [Float](repeating: 0, count: outputs * inputs),
                columns = [Float](repeating: 0, count: outputs)
            var norm = [Float](repeating: 0, count: inputs), heads = [Float](repeating: 0, count: inputs / 4)
            var rest = [Float](repeating: 0, count: rows * inputs)
            for part in parts {
                grad.withUnsafeBufferPointer { grad in
                    x.withUnsafeBufferPointer { x in
                        let grad = grad.baseAddress! + part.lowerBound * outputs
                        let x = x.baseAddress! + part.lowerBound * inputs
                        let count = Int32(part.count)
                        ck_product(
                            Int32(outputs), Int32(inputs), count, grad, 1, outputs, x, inputs, &product, inputs, 1)
                        ck_column_sums_add(grad, count, Int32(outputs), &columns)
                        let inverses = Array(inverse[part])
                        ck_rms_norm_backward(x, x, scales, inverses, &rest, &norm, count, Int32(inputs))
                        ck_head_norm_backward(
                            x, inputs, x, inputs, scales, inverses.flatMap { [$0, $0 + 1, $0, $0] }, &rest, inputs,
                            &heads,
                            count, 4, Int32(inputs / 4))
                    }
                }
            }
            return [product, columns, norm, heads]
        }
        let whole = over([0..<rows])
        #expect(over([0..<cut, cut..<rows]) == whole)
        var columns = [Float](repeating: 9, count: outputs)
        ck_column_sums(grad, Int32(rows), Int32(outputs), &columns)
        #expect(columns == whole[1])
    }

    @Test func aBiasIsAddedToEachRow() {
        var y = numbers(3 * 19)
        let before = y, bias = numbers(19, seed: 2)
        Kernels.addToRows(bias, rows: 3, width: 19, of: &y)
        #expect(y == before.indices.map { before[$0] + bias[$0 % 19] })
    }
}
