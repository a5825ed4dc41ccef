import Glibc
import Testing
import Torch

/// Numbers without a pattern that a kernel could hide behind.
func numbers(_ count: Int, seed: Int = 1) -> [Float] {
    (0..<count).map { Float(sin(Double($0 * 12 + seed * 7) * 12.9898)) }
}

@Suite struct LayerTests {
    /// Sizes around the kernels' block sizes: full blocks, edges of rows, edges of columns, one of each.
    static let sizes = [(1, 1, 1), (3, 5, 17), (8, 32, 32), (9, 40, 33), (17, 72, 50), (64, 96, 288), (5, 300, 31)]

    @Test(arguments: sizes) func linearIsTheProduct(_ rows: Int, _ inputs: Int, _ outputs: Int) throws {
        let x = numbers(rows * inputs), w = numbers(outputs * inputs, seed: 2), r = numbers(rows * outputs, seed: 3)
        let found = try Tensor(x, shape: [rows, inputs])
            .linear(Tensor(w, shape: [outputs, inputs]), addingTo: Tensor(r, shape: [rows, outputs])).floats()
        for i in 0..<rows {
            for j in 0..<outputs {
                let exact = (0..<inputs).reduce(Double(r[i * outputs + j])) {
                    $0 + Double(x[i * inputs + $1]) * Double(w[j * inputs + $1])
                }
                #expect(abs(Double(found[i * outputs + j]) - exact) < 1e-4)
            }
        }
    }

    /// Gradients against differences of the loss itself, along a direction through all of each input.
    @Test(arguments: sizes) func linearHasTheRightGradient(_ rows: Int, _ inputs: Int, _ outputs: Int) throws {
        try expectGradient([[rows, inputs], [outputs, inputs], [rows, outputs]]) {
            try $0[0].linear($0[1], addingTo: $0[2])
        }
    }

    @Test func normalisationHasTheRightGradient() throws {
        for width in [16, 24, 96] {
            try expectGradient([[5, width], [width]]) { try $0[0].rmsNorm($0[1], epsilon: 1e-5) }
        }
    }

    @Test func gatingHasTheRightGradient() throws {
        for width in [16, 20] { try expectGradient([[5, 2 * width]]) { try $0[0].swiGLU() } }
    }

    @Test func attentionHasTheRightGradient() throws {
        for (heads, keyValueHeads, dim) in [(1, 1, 16), (4, 2, 32), (3, 1, 20), (2, 2, 2), (2, 1, 54)] {
            let shape = AttentionShape(heads: heads, keyValueHeads: keyValueHeads, headDim: dim)
            try expectGradient([[43, shape.inputs]]) {
                try $0[0].attention(shape, rotary: shape.angles(positions: 64), offsets: [0, 1, 20, 43])
            }
        }
    }

    @Test func targetLogProbsHaveTheRightGradientAndEntropy() throws {
        for vocabulary in [3, 16, 50] {
            let targets: [Int32] = [0, 2, 1, Int32(vocabulary - 1)]
            try expectGradient([[4, vocabulary]]) { try $0[0].logProbs(of: targets).logProbs }
            let even = try Tensor([Float](repeating: 2, count: 4 * vocabulary), shape: [4, vocabulary])
            let (logProbs, entropies) = try even.logProbs(of: targets)
            for value in try logProbs.floats() { #expect(abs(value + Float(log(Double(vocabulary)))) < 1e-5) }
            for value in try entropies.floats() { #expect(abs(value - Float(log(Double(vocabulary)))) < 1e-5) }
        }
    }

    private func expectGradient(_ shapes: [[Int]], _ layer: ([Tensor]) throws -> Tensor) throws {
        let values = shapes.enumerated().map { numbers($1.reduce(1, *), seed: $0 + 4) }
        func loss(_ values: [[Float]], grad: Bool = false) throws -> (Tensor, [Tensor]) {
            let inputs = try zip(values, shapes).map { try Tensor($0, shape: $1) }
            if grad { for input in inputs { try input.requireGradient() } }
            let out = try layer(inputs)
            return (try (out * Tensor(numbers(out.count, seed: 11), shape: out.shape)).sum(), inputs)
        }
        let (value, inputs) = try loss(values, grad: true)
        let gradients = try value.gradients(of: inputs)
        for (index, gradient) in gradients.enumerated() {
            let direction = numbers(values[index].count, seed: 20)
            let step: Float = 1e-2
            var ahead = values, behind = values
            for i in direction.indices {
                ahead[index][i] += step * direction[i]
                behind[index][i] -= step * direction[i]
            }
            let difference = try withoutGradient {
                try (loss(ahead).0.item() - loss(behind).0.item()) / Double(2 * step)
            }
            let slope = zip(try gradient.floats(), direction).reduce(0.0) { $0 + Double($1.0 * $1.1) }
            #expect(abs(slope - difference) < 2e-2 * max(1, abs(slope)), "input \(index)")
        }
    }
}
