import CKernels
import Testing
import Torch

/// RMSNorm over each head, as Qwen3 has it on queries and keys.
@Suite struct HeadNormTests {
    /// Each head is a row of the plain normalisation, to the bit; what else lies in the rows stays as it is.
    @Test(arguments: [2, 20, 64, 80]) func eachHeadIsNormalised(_ dim: Int) throws {
        let rows = 5, heads = 3, stride = heads * dim + 7, weight = numbers(dim, seed: 2)
        let x = numbers(rows * stride), grad = numbers(rows * stride, seed: 3)
        var expected = x, expectedGradient = grad, expectedInverse: [Float] = []
        var expectedWeight = [Float](repeating: 0.5, count: dim)
        for row in 0..<rows {
            for head in 0..<heads {
                let place = row * stride + head * dim..<row * stride + (head + 1) * dim
                var y = [Float](repeating: 0, count: dim), gradient = y, inverse: Float = 0
                ck_rms_norm(Array(x[place]), weight, 1e-6, &y, &inverse, 1, Int32(dim))
                ck_rms_norm_backward(
                    Array(grad[place]), Array(x[place]), weight, [inverse], &gradient, &expectedWeight, 1, Int32(dim))
                expected.replaceSubrange(place, with: y)
                expectedGradient.replaceSubrange(place, with: gradient)
                expectedInverse.append(inverse)
            }
        }
        for variant in kernelVariants {
            var inPlace = x, y = x, gradient = grad, inverse = [Float](repeating: 0, count: rows * heads)
            var gradWeight = [Float](repeating: 0.5, count: dim)
            try withKernels(variant) {
                Kernels.headNorm(
                    &inPlace, stride: stride, weight: weight, epsilon: 1e-6, rows: rows, heads: heads, headDim: dim)
                ck_head_norm(x, stride, weight, 1e-6, &y, stride, &inverse, Int32(rows), Int32(heads), Int32(dim))
                gradient.withUnsafeMutableBufferPointer { both in
                    ck_head_norm_backward(
                        both.baseAddress!, stride, x, stride, weight, inverse, both.baseAddress!, stride, &gradWeight,
                        Int32(rows), Int32(heads), Int32(dim))
                }
            }
            #expect(inPlace == expected && y == expected && inverse == expectedInverse)
            #expect(gradient == expectedGradient && gradWeight == expectedWeight)
        }
    }
}
